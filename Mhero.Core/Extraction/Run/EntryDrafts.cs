using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Extraction.Plan;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Run;

/// <summary>The entries of one extraction, in the order in which the Questionnaire gives them.</summary>
/// <param name="seed">What makes the response this one and no other.</param>
/// <param name="questionnaire">The Questionnaire's url.</param>
/// <param name="issues">Receives what cannot be.</param>
internal sealed class EntryDrafts(string seed, string questionnaire, IssueLog issues)
{
    // Servers take some hundred entries in one transaction; a form that gives more than this has an expression that selects too much.
    private const int MaxEntries = 1_000;

    private readonly List<EntryDraft> _drafts = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fullUrls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _allocated = new(StringComparer.Ordinal);

    public IReadOnlyList<EntryDraft> All => _drafts;

    /// <summary>Ids that variables stand for; an entry takes one by its fullUrl.</summary>
    public IReadOnlySet<string> Allocated => _allocated;

    /// <summary>The id that a variable stands for in one repetition of its item.</summary>
    public string Allocate(string place, string variable)
    {
        var id = StableId.Urn(seed, questionnaire, "id", place, variable);
        _allocated.Add(id);
        return id;
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="resource">The resource; it may still be filled afterwards.</param>
    /// <param name="request">How to write it.</param>
    /// <param name="scope">The scope of the request's expressions.</param>
    /// <param name="place">Item and repetition; empty for the Questionnaire itself.</param>
    /// <param name="name">The name that tells it from others of the same place.</param>
    /// <param name="location">Where in the Questionnaire it comes from.</param>
    /// <returns>The entry; null, with an issue, when its target cannot be determined.</returns>
    public EntryDraft? Add(Resource resource, RequestPlan request, Scope scope, string place, string name, string location)
    {
        if (IsFull(location))
        {
            return null;
        }

        var key = Unique(place.Length == 0 ? name : $"{place}.{name}");
        var draft = new EntryDraft(key, FullUrlOf(request, scope, key, location), resource, location);
        if (request.IsFaulty || !SetTarget(draft, request, scope))
        {
            draft.IsDropped = true;
            _drafts.Add(draft);
            return null;
        }

        draft.Request.IfNoneExist = Condition(request.IfNoneExist, scope) ?? (request.IfNoneExist is null ? null : Missing(request.IfNoneExist));
        draft.Request.IfMatch = request.IfMatch?.Text(scope, issues);
        draft.Request.IfNoneMatch = request.IfNoneMatch?.Text(scope, issues);
        if (request.IfModifiedSince is { } since && since.Values(scope, issues) is [var time, ..])
        {
            draft.Request.IfModifiedSinceElement = Coercion.To(time, typeof(Instant)) as Instant;
            if (draft.Request.IfModifiedSinceElement is null)
            {
                issues.Error(ExtractionCodes.WrongType, since.Location, "A moment with seconds and zone is needed here; the condition was left out.");
            }
        }

        _drafts.Add(draft);
        return draft;
    }

    /// <summary>Adds an entry of a template that is a whole bundle.</summary>
    /// <param name="entry">The entry as the template gives it.</param>
    /// <param name="resource">Its resource.</param>
    /// <param name="name">The name that distinguishes it from others of the bundle.</param>
    /// <param name="location">Where the template stands.</param>
    public void Add(Bundle.EntryComponent entry, Resource resource, string name, string location)
    {
        if (IsFull(location))
        {
            return;
        }

        var key = Unique(name);
        var draft = new EntryDraft(key, TakeFullUrl(entry.FullUrl, key, location), resource, location);
        var url = entry.Request?.Url ?? "";
        draft.Request.IfMatch = entry.Request?.IfMatch;
        draft.Request.IfNoneMatch = entry.Request?.IfNoneMatch;
        draft.Request.IfModifiedSinceElement = entry.Request?.IfModifiedSinceElement;
        draft.Request.IfNoneExist = Queries.Normal(entry.Request?.IfNoneExist);
        if (entry.Request?.MethodElement?.JsonValue is "PUT")
        {
            var query = url.IndexOf('?', StringComparison.Ordinal);
            draft.UpdateIf = query < 0 ? null : Queries.Normal(url[(query + 1)..]);
            if (query < 0 && url.LastIndexOf('/') is var slash and >= 0)
            {
                draft.Resource.Id = url[(slash + 1)..];
            }
        }
        else
        {
            draft.Resource.Id = null;
        }

        _drafts.Add(draft);
    }

    private bool IsFull(string location)
    {
        if (_drafts.Count < MaxEntries)
        {
            return false;
        }

        issues.Error(ExtractionCodes.LimitExceeded, location, $"A response gives at most {MaxEntries} resources; those beyond were left out.");
        return true;
    }

    private bool SetTarget(EntryDraft draft, RequestPlan request, Scope scope)
    {
        if (request.ResourceId is { } resourceId && resourceId.Text(scope, issues) is { } id)
        {
            id = id.StartsWith(StandardSystems.UrnUuid, StringComparison.Ordinal) ? id[StandardSystems.UrnUuid.Length..] : id;
            id = id.StartsWith(draft.Resource.TypeName + "/", StringComparison.Ordinal) ? id[(draft.Resource.TypeName.Length + 1)..] : id;
            if (!new Id(id).HasValidValue())
            {
                issues.Error(ExtractionCodes.InvalidId, resourceId.Location, "An id is 1 to 64 letters, digits, dots and hyphens; the entry was left out.");
                return false;
            }

            draft.Resource.Id = id;
        }

        if (request.UpdateIf is not { } updateIf)
        {
            return true;
        }

        // Without the search for the resource to replace, this entry would be added again for each response.
        draft.UpdateIf = Condition(updateIf, scope);
        if (draft.UpdateIf is null)
        {
            issues.Error(ExtractionCodes.EmptyCondition, updateIf.Location, "The search that finds the resource to replace is empty or has no value; the entry was left out.");
        }

        return draft.UpdateIf is not null;
    }

    private string? Condition(PlannedExpression? expression, Scope scope) => Queries.Normal(expression?.Text(scope, issues));

    private string? Missing(PlannedExpression expression)
    {
        issues.Warn(ExtractionCodes.EmptyCondition, expression.Location, "The condition of the conditional create is empty or has no value; the entry has none.");
        return null;
    }

    private string FullUrlOf(RequestPlan request, Scope scope, string key, string location) =>
        TakeFullUrl(request.FullUrl?.Text(scope, issues), key, request.FullUrl?.Location ?? location);

    private string TakeFullUrl(string? wanted, string key, string location)
    {
        if (wanted is not null)
        {
            if (Uri.TryCreate(wanted, UriKind.Absolute, out _) && _fullUrls.Add(wanted))
            {
                return wanted;
            }

            issues.Warn(ExtractionCodes.FullUrlReplaced, location, "Another entry has this fullUrl, or it is not an absolute URI: the entry got one of its own.");
        }

        var made = StableId.Urn(seed, questionnaire, "entry", key);
        _fullUrls.Add(made);
        return made;
    }

    private string Unique(string key)
    {
        for (var n = 1; ; n++)
        {
            var unique = n == 1 ? key : $"{key}~{n}";
            if (_keys.Add(unique))
            {
                return unique;
            }
        }
    }
}
