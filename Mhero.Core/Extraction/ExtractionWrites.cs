using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction;

/// <summary>
/// Makes what was extracted safe to write again: a corrected or redelivered response replaces what it gave before and
/// adds nothing twice. Pure.
/// </summary>
/// <remarks>
/// A plain create becomes a conditional update on an identifier of its own, <see cref="MheroSystems.Extracted"/> with
/// <c>&lt;run&gt;.&lt;entry key&gt;</c>. Types that R4 cannot find by an identifier (Provenance, Linkage …), and those whose only identifier
/// the template has filled, are put at an id that derives from the same (UUID of version 5); where the server chooses ids, they
/// carry a tag with the same system and code and are found by that. Entries that name themselves
/// the resource to write (an id, <c>ifNoneExist</c>, a search) stay as they are, but get the identifier that they are looked up by
/// when the template left it out.
/// </remarks>
internal static class ExtractionWrites
{
    // One server indexes the first 128 characters only: a run's UUID, a dot, and this.
    private const int LongestKey = 80;

    private static readonly HashSet<string> FoundByIdentifier =
        [.. ModelInfo.SearchParameters.Where(parameter => parameter.Name == "identifier").Select(parameter => parameter.Resource).OfType<string>()];

    /// <summary>Makes the transaction to write.</summary>
    /// <param name="extracted">The extracted entries; not changed.</param>
    /// <param name="run">The response's identifier: the run's UUID. The same for every version of the response.</param>
    /// <param name="response">The response, for its author and time.</param>
    /// <param name="reference">How to refer to it; null for its id or identifier.</param>
    /// <param name="takesIds">Whether a type's new resources may be put at ids that a client chooses; null where all may.</param>
    /// <returns>
    /// The same entries with their targets, then a Provenance that links them to the response; its key is <c>Provenance</c>. Nothing
    /// is added to an empty bundle.
    /// </returns>
    public static ExtractionResult Make(ExtractionResult extracted, string run, QuestionnaireResponse response, ResourceReference? reference = null, Func<string, bool>? takesIds = null)
    {
        takesIds ??= static _ => true;
        var issues = new IssueLog();
        var bundle = new Bundle { Type = Bundle.BundleType.Transaction };
        for (var i = 0; i < extracted.Bundle.Entry.Count; i++)
        {
            bundle.Entry.Add(Repeatable(extracted.Bundle.Entry[i], run, extracted.Keys[i], takesIds));
        }

        var keys = extracted.Keys.ToList();
        if (bundle.Entry.Count > 0 && ProvenanceOf(bundle, response, reference ?? FormExtractor.ReferenceTo(response), issues) is { } provenance)
        {
            bundle.Entry.Add(AtStablePlace(StableId.Urn(run, "fullUrl", nameof(Provenance)), provenance, run, nameof(Provenance), takesIds));
            keys.Add(nameof(Provenance));
        }

        var outcome = new OperationOutcome();
        outcome.Issue.AddRange(extracted.Outcome.Issue.Concat(issues.Issues));
        return new(bundle, keys, outcome);
    }

    /// <summary>The value by which a resource is known to be the run's own: that of its identifier or tag.</summary>
    /// <param name="resource">A resource.</param>
    /// <param name="run">The run's UUID.</param>
    /// <returns>The value; null for a resource that carries none, which others may write too.</returns>
    public static string? OwnKeyOf(Resource resource, string run)
    {
        resource.TryGetValue("identifier", out var present);
        var identifiers = present as IEnumerable<Identifier> ?? (present is Identifier one ? [one] : []);
        return identifiers.Where(i => i.System == MheroSystems.Extracted).Select(i => i.Value)
            .Concat((resource.Meta?.Tag ?? []).Where(t => t.System == MheroSystems.Extracted).Select(t => t.Code))
            .FirstOrDefault(value => value?.StartsWith($"{run}.", StringComparison.Ordinal) is true);
    }

    /// <summary>The id of a run's Provenance where mHero chooses it.</summary>
    /// <param name="run">The run's UUID.</param>
    public static string ProvenanceIdOf(string run) => StableId.Of(run, nameof(Provenance), nameof(Provenance)).ToString("D");

    /// <summary>The identifier that an entry's resource gets.</summary>
    /// <param name="run">The run's UUID.</param>
    /// <param name="key">The entry's key.</param>
    /// <returns>System <see cref="MheroSystems.Extracted"/>; a key that is long or not plain is replaced by a UUID made from it.</returns>
    public static Identifier IdentifierOf(string run, string key) => new(MheroSystems.Extracted, $"{run}.{Short(key)}");

    private static string Short(string key) =>
        key.Length <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~') ? key : StableId.Of(key).ToString("D");

    private static Bundle.EntryComponent Repeatable(Bundle.EntryComponent entry, string run, string key, Func<string, bool> takesIds)
    {
        if (entry is not { Resource: { } extracted, Request: { Method: Bundle.HTTPVerb.POST, IfNoneExist: null } })
        {
            return Findable(entry);
        }

        var resource = extracted.DeepCopy();
        var identifier = IdentifierOf(run, key);
        if (!FoundByIdentifier.Contains(resource.TypeName) || !Identify(resource, identifier))
        {
            return AtStablePlace(entry.FullUrl, resource, run, key, takesIds);
        }

        var url = new FhirSearch(resource.TypeName).Where("identifier", MheroSystems.Extracted, identifier.Value!).ToString();
        return new() { FullUrl = entry.FullUrl, Resource = resource, Request = new() { Method = Bundle.HTTPVerb.PUT, Url = url } };
    }

    /// <summary>An entry that is looked up by an identifier carries it: else the next write would not find it and make another one.</summary>
    private static Bundle.EntryComponent Findable(Bundle.EntryComponent entry)
    {
        if (entry.Resource is null || LookedUpBy(entry.Request) is not { } identifier || Carries(entry.Resource, identifier))
        {
            return entry;
        }

        var resource = entry.Resource.DeepCopy();
        return Identify(resource, identifier) ? new() { FullUrl = entry.FullUrl, Resource = resource, Request = entry.Request } : entry;
    }

    /// <summary>The identifier of a condition that asks for one and nothing else.</summary>
    private static Identifier? LookedUpBy(Bundle.RequestComponent? request)
    {
        const string By = "identifier=";
        var condition = request?.IfNoneExist ?? request?.Url?.Split('?', 2).ElementAtOrDefault(1);
        if (condition is null || !condition.StartsWith(By, StringComparison.Ordinal) || condition.AsSpan().ContainsAny('&', ','))
        {
            return null;
        }

        return Uri.UnescapeDataString(condition[By.Length..]).Split('|', 2) is [{ Length: > 0 } system, { Length: > 0 } value] ? new Identifier(system, value) : null;
    }

    private static bool Carries(Resource resource, Identifier identifier) =>
        resource.TryGetValue("identifier", out var present)
        && (present as IEnumerable<Identifier> ?? (present is Identifier one ? [one] : [])).Any(i => i.System == identifier.System && i.Value == identifier.Value);

    private static bool Identify(Resource resource, Identifier identifier)
    {
        if (ModelInfo.ModelInspector.FindClassMapping(resource)?.FindMappedElementByName("identifier") is not { } property || property.ImplementingType != typeof(Identifier))
        {
            return false;
        }

        resource.TryGetValue(property.Name, out var present);
        if (present is List<Identifier> list && list.Find(i => i.System == identifier.System && i.Value is null) is { } unfilled)
        {
            // The template names the system, and its expression gave nothing.
            unfilled.Value = identifier.Value;
        }
        else if (property.IsCollection)
        {
            resource.SetValue(property.Name, new List<Identifier>([.. present as List<Identifier> ?? [], identifier]));
        }
        else if (present is null)
        {
            resource.SetValue(property.Name, identifier);
        }

        return property.IsCollection || present is null;
    }

    private static Bundle.EntryComponent AtStablePlace(string? fullUrl, Resource resource, string run, string key, Func<string, bool> takesIds)
    {
        string url;
        if (takesIds(resource.TypeName))
        {
            resource.Id = StableId.Of(run, resource.TypeName, key).ToString("D");
            url = $"{resource.TypeName}/{resource.Id}";
        }
        else
        {
            var code = IdentifierOf(run, key).Value!;
            resource.Id = null;
            (resource.Meta ??= new Meta()).Tag.Add(new Coding(MheroSystems.Extracted, code));
            url = new FhirSearch(resource.TypeName).Where("_tag", MheroSystems.Extracted, code).ToString();
        }

        return new() { FullUrl = fullUrl, Resource = resource, Request = new() { Method = Bundle.HTTPVerb.PUT, Url = url } };
    }

    private static Provenance? ProvenanceOf(Bundle bundle, QuestionnaireResponse response, ResourceReference? reference, IssueLog issues)
    {
        // A date alone is the day's first moment in UTC: this class has no clock, and the time of writing does not describe the data.
        var recorded = response.AuthoredElement is { JsonValue: string authored }
            ? Coercion.To(new FhirString(authored), typeof(Instant)) ?? Coercion.To(new FhirString($"{authored}T00:00:00Z"), typeof(Instant))
            : null;
        if (recorded is not Instant instant || reference is null)
        {
            issues.Warn(ExtractionCodes.NoProvenance, "QuestionnaireResponse.authored", "Without the day on which the response was authored, and a way to refer to it, no Provenance can be made.");
            return null;
        }

        var author = response.Author is { } who && ResourceRules.Allows(ResourceRules.TargetsOf("Provenance.agent", "who"), ResourceRules.TypeOf(who))
            ? (ResourceReference)who.DeepCopy()
            : new ResourceReference { Display = "mHero" };
        var provenance = new Provenance
        {
            RecordedElement = instant,
            Agent = [new() { Type = new CodeableConcept(StandardSystems.ProvenanceParticipant, response.Author is null ? "assembler" : "author"), Who = author }],
            Entity = [new() { Role = Provenance.ProvenanceEntityRole.Source, What = (ResourceReference)reference.DeepCopy() }],
        };
        provenance.Target.AddRange(bundle.Entry.Select(entry => new ResourceReference(entry.FullUrl)));
        return provenance;
    }
}
