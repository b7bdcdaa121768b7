using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Run;

/// <summary>Makes a bundle of the entries that may be written: valid ones, no two to the same target, no reference to nothing.</summary>
/// <param name="drafts">The entries.</param>
/// <param name="allocated">Ids that variables stand for.</param>
/// <param name="issues">Receives what was left out.</param>
internal sealed class EntryCheck(IReadOnlyList<EntryDraft> drafts, IReadOnlySet<string> allocated, IssueLog issues)
{
    private readonly Dictionary<string, string> _moved = new(StringComparer.Ordinal);

    /// <summary>The entries that remain, ready to send.</summary>
    /// <param name="cancellationToken">Cancelled by the caller.</param>
    public List<EntryDraft> Remaining(CancellationToken cancellationToken)
    {
        foreach (var draft in drafts.Where(draft => !draft.IsDropped))
        {
            if (HasNoEndpoint(draft))
            {
                draft.IsDropped = true;
                continue;
            }

            Address(draft);
            Repair(draft);
        }

        DropSecondWrites();
        var remaining = drafts.Where(draft => !draft.IsDropped).ToList();
        var unchecked_ = new HashSet<EntryDraft>(remaining, ReferenceEqualityComparer.Instance);

        // Each round leaves out at least one entry, or is the last: entries that refer to each other in a circle end it too.
        while (unchecked_.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Cut(remaining, unchecked_);
            var types = remaining.ToDictionary(draft => draft.FullUrl, draft => draft.Resource.TypeName);
            foreach (var draft in remaining.Where(unchecked_.Contains).ToList())
            {
                if (!IsSound(draft, types))
                {
                    draft.IsDropped = true;
                    remaining.Remove(draft);
                }
            }

            unchecked_.Clear();
            Cut(remaining, unchecked_);
        }

        return remaining;
    }

    private bool HasNoEndpoint(EntryDraft draft)
    {
        if (draft.Resource is not (Parameters or OperationOutcome))
        {
            return false;
        }

        issues.Error(ExtractionCodes.NotSupported, draft.Location, draft.Resource is Parameters
            ? "Parameters as a patch are not supported; it was left out. Give the whole resource, with resourceId or updateIf for the one that it replaces."
            : $"A server has no endpoint for {draft.Resource.TypeName}; it was left out.");
        return true;
    }

    /// <summary>Corrects references that cannot lead anywhere as they are written.</summary>
    private void Repair(EntryDraft draft)
    {
        const string Urn = "/" + StandardSystems.UrnUuid;
        var contained = (draft.Resource as DomainResource)?.Contained.Select(resource => resource.Id).OfType<string>().ToHashSet(StringComparer.Ordinal) ?? [];
        var removed = References.Rewrite(draft.Resource, url =>
        {
            if (url.Length > 1 && url[0] == '#')
            {
                return contained.Contains(url[1..]) ? url : null;
            }

            // Type/urn:uuid:… is written by who thinks of an allocated id as an id.
            var at = url.IndexOf(Urn, StringComparison.Ordinal);
            return at > 0 && ModelInfo.IsKnownResource(url[..at]) ? url[(at + 1)..] : url;
        });
        if (removed)
        {
            issues.Warn(ExtractionCodes.ReferenceToNothing, draft.Location, $"A reference of the {draft.Resource.TypeName} leads to a contained resource that it has not; it was removed.");
        }
    }

    private static string? TargetOf(EntryDraft draft) => draft.Request.Method == Bundle.HTTPVerb.PUT
        ? draft.Request.Url
        : draft.Request.IfNoneExist is { } condition ? $"{draft.Request.Url}?{condition}" : null;

    private void Address(EntryDraft draft)
    {
        var (request, type) = (draft.Request, draft.Resource.TypeName);
        if (draft.UpdateIf is not null)
        {
            (request.Method, request.Url) = (Bundle.HTTPVerb.PUT, $"{type}?{draft.UpdateIf}");
        }
        else if (draft.Resource.Id is { Length: > 0 } id)
        {
            (request.Method, request.Url) = (Bundle.HTTPVerb.PUT, $"{type}/{id}");
        }
        else
        {
            (request.Method, request.Url) = (Bundle.HTTPVerb.POST, type);
        }

        if (request.Method == Bundle.HTTPVerb.PUT && request.IfNoneExist is not null)
        {
            issues.Warn(ExtractionCodes.ConditionDropped, draft.Location, "ifNoneExist is for a create; this entry updates, so it was dropped.");
            request.IfNoneExist = null;
        }

        if (request.Method == Bundle.HTTPVerb.POST && (request.IfMatch ?? request.IfNoneMatch) is not null)
        {
            issues.Warn(ExtractionCodes.ConditionDropped, draft.Location, "ifMatch and ifNoneMatch are for an update by id; this entry creates, so they were dropped.");
            (request.IfMatch, request.IfNoneMatch) = (null, null);
        }
    }

    private void DropSecondWrites()
    {
        var targets = new Dictionary<string, EntryDraft>(StringComparer.Ordinal);
        foreach (var draft in drafts.Where(draft => !draft.IsDropped))
        {
            if (TargetOf(draft) is not { } target || targets.TryAdd(target, draft))
            {
                continue;
            }

            issues.Warn(ExtractionCodes.SameTarget, draft.Location, "Another entry writes to the same resource or has the same condition; that one is kept, and references lead to it.");
            _moved[draft.FullUrl] = targets[target].FullUrl;
            draft.IsDropped = true;
        }
    }

    /// <summary>Removes references to missing resources; resources that lost one are to be checked again.</summary>
    private void Cut(List<EntryDraft> remaining, HashSet<EntryDraft> again)
    {
        var gone = drafts.Where(draft => draft.IsDropped).Select(draft => draft.FullUrl).Concat(allocated).ToHashSet(StringComparer.Ordinal);
        gone.ExceptWith(remaining.Select(draft => draft.FullUrl));
        if (gone.Count == 0)
        {
            return;
        }

        foreach (var draft in remaining)
        {
            var removed = References.Rewrite(draft.Resource, url =>
            {
                var target = _moved.GetValueOrDefault(url, url);
                return gone.Contains(target) ? null : target;
            });
            if (removed)
            {
                issues.Warn(ExtractionCodes.ReferenceToNothing, draft.Location, $"A reference of the {draft.Resource.TypeName} leads to an entry that was left out, or to an allocated id that no entry has; it was removed.");
                again.Add(draft);
            }
        }
    }

    /// <summary>Whether the entry can be written: as it is, or without the elements that R4 does not allow as they are.</summary>
    private bool IsSound(EntryDraft draft, Dictionary<string, string> types)
    {
        var faults = draft.Resource.Validate();
        var violations = ResourceRules.Check(draft.Resource, url => types.GetValueOrDefault(url));
        if (faults.Count == 0 && violations.Count == 0)
        {
            return true;
        }

        if (faults.Count > 0)
        {
            Pruning.RemoveInvalid(draft.Resource);
        }

        foreach (var violation in violations.Reverse())
        {
            Pruning.Remove(draft.Resource, violation.Path);
        }

        var isKept = draft.Resource.EnumerateElements().Any()
            && draft.Resource.Validate().Count == 0
            && ResourceRules.Check(draft.Resource, url => types.GetValueOrDefault(url)).Count == 0;
        var what = isKept ? "The element was left out." : "The resource was left out.";
        foreach (var fault in faults)
        {
            // The text of a fault may quote the value; its code and its element do not.
            issues.Error(ExtractionCodes.InvalidResource, draft.Location, $"The {draft.Resource.TypeName} is not valid R4 ({fault.ErrorCode} at {PathOf(fault, draft.Resource)}). {what}");
        }

        foreach (var violation in violations)
        {
            var code = violation.Rule == ResourceRules.ReferenceType ? ExtractionCodes.ReferenceType : ExtractionCodes.BrokenInvariant;
            issues.Error(code, draft.Location, $"The {draft.Resource.TypeName} breaks {violation.Rule} at {violation.Path}: {violation.Message} {what}");
        }

        return isKept;
    }

    private static string PathOf(CodedValidationException fault, Resource resource) => fault.InstancePath ?? fault.MemberName ?? resource.TypeName;
}
