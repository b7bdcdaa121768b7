using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Messaging;

/// <summary>Inspects each flow that settings and an implementer's Questionnaires name: where it is in this workspace, the results that it lacks, and its webhooks.</summary>
public sealed class FlowInspection
{
    private const int MaxListed = 500;
    private const int FlowsPerSearch = 50;

    private readonly FlowReferences _references;
    private readonly FlowNames _names;
    private readonly QuestionnaireCache _questionnaires;
    private readonly FhirGateway _fhir;
    private readonly RapidProClient _rapidPro;
    private readonly OptOutOptions _optOuts;
    private readonly RapidProOptions _options;

    internal FlowInspection(
        FlowReferences references,
        FlowNames names,
        QuestionnaireCache questionnaires,
        FhirGateway fhir,
        RapidProClient rapidPro,
        IOptions<OptOutOptions> optOuts,
        IOptions<RapidProOptions> options) =>
        (_references, _names, _questionnaires, _fhir, _rapidPro, _optOuts, _options) = (references, names, questionnaires, fhir, rapidPro, optOuts.Value, options.Value);

    /// <summary>Inspects the flows.</summary>
    /// <param name="withRegistry">Whether the Questionnaires are read too.</param>
    /// <param name="app">The app's address, for the webhooks; null when it is not known.</param>
    /// <param name="cancellationToken">Cancels the inspection.</param>
    /// <returns>A finding for each place that names a flow, settings first.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<FlowFinding>> InspectAsync(bool withRegistry, Uri? app, CancellationToken cancellationToken)
    {
        var (matches, _) = await MatchAsync(withRegistry, cancellationToken);
        var definitions = await DefinitionsAsync([.. matches.Select(m => m.Match.Flow?.Uuid).OfType<Guid>()], cancellationToken);
        return [.. matches.Select(m => FindingOf(m.Place, m.Match, m.Questionnaire, definitions, app))];
    }

    /// <summary>Lists the flows of the workspace that are not archived, each with its Questionnaire and its faults: the first 500 by name.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<FlowOverview>> ListAsync(CancellationToken cancellationToken)
    {
        var (matches, all) = await MatchAsync(true, cancellationToken);
        var flows = all.Where(flow => !flow.Archived).OrderBy(flow => flow.Name, StringComparer.OrdinalIgnoreCase).Take(MaxListed).ToList();
        var definitions = await DefinitionsAsync([.. flows.Select(flow => flow.Uuid)], cancellationToken);
        var findings = matches.Select(m => FindingOf(m.Place, m.Match, m.Questionnaire, definitions, null)).Where(f => f.Flow is not null).ToLookup(f => f.Flow!.Value);
        var own = matches.Where(m => m.Questionnaire is not null && m.Match.Flow is not null).ToLookup(m => m.Match.Flow!.Uuid, m => m.Questionnaire!);
        var generated = await GeneratedAsync([.. flows.Where(flow => !own.Contains(flow.Uuid)).Select(flow => flow.Uuid)], cancellationToken);
        return [.. flows.Select(flow => Describe(flow, own[flow.Uuid].FirstOrDefault(), generated.GetValueOrDefault(flow.Uuid), definitions.GetValueOrDefault(flow.Uuid), findings[flow.Uuid]))];
    }

    private FlowOverview Describe(Flow flow, Questionnaire? own, Questionnaire? generated, FlowDefinition? definition, IEnumerable<FlowFinding> findings)
    {
        var issues = findings.SelectMany(finding => finding.Issues).ToList();
        if (definition is not null)
        {
            issues.AddRange(FlowWebhooks.Check(definition, null, _options.WebhookSecret).Select(fault => new FlowIssue(SyncCodes.FlowWebhook, flow.Name, flow.Name, fault)));
        }

        var questionnaire = own ?? generated;
        return new FlowOverview(
            flow.Uuid,
            flow.Name,
            questionnaire is null ? null : $"Questionnaire/{questionnaire.Id}",
            own is not null ? FlowQuestionnaire.Own : generated is not null ? FlowQuestionnaire.Generated : FlowQuestionnaire.Missing,
            definition is null ? null : FlowWebhooks.CallsWebhook(definition),
            [.. issues.DistinctBy(issue => (issue.Code, issue.Message))]);
    }

    /// <summary>What settings and Questionnaires name, with the flows of the workspace.</summary>
    private async Task<(List<(string Place, FlowMatch Match, Questionnaire? Questionnaire)> Matches, IReadOnlyList<Flow> Flows)> MatchAsync(bool withRegistry, CancellationToken cancellationToken)
    {
        var named = _references.Settings().Select(s => (s.Place, s.Flow, Questionnaire: (Questionnaire?)null)).ToList();
        if (withRegistry)
        {
            var own = await _questionnaires.ListOwnAsync(cancellationToken);
            var whole = (await _fhir.ReadPresentAsync<Questionnaire>([.. own.Select(q => q.Id!)], cancellationToken)).ToDictionary(q => q.Id!);
            named.AddRange(own.Where(q => whole.ContainsKey(q.Id!)).SelectMany(q => FlowReferences.PlacesOf(q).Select(p => (p.Place, p.Flow, (Questionnaire?)whole[q.Id!]))));
        }

        var flows = await _names.ListAsync(cancellationToken);
        var matches = new List<(string Place, FlowMatch Match, Questionnaire? Questionnaire)>();
        foreach (var (place, text, questionnaire) in named)
        {
            matches.Add((place, await _names.InspectAsync(text, flows, cancellationToken), questionnaire));
        }

        return (matches, flows);
    }

    private async Task<Dictionary<Guid, FlowDefinition>> DefinitionsAsync(IReadOnlyList<Guid> flows, CancellationToken cancellationToken) =>
        ((await _rapidPro.GetDefinitionsAsync(flows, cancellationToken))?.Flows ?? []).DistinctBy(d => d.Uuid).ToDictionary(d => d.Uuid);

    /// <summary>The Questionnaires that mHero made of flows, by the flow.</summary>
    private async Task<Dictionary<Guid, Questionnaire>> GeneratedAsync(IReadOnlyList<Guid> flows, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, Questionnaire>();
        foreach (var some in flows.Chunk(FlowsPerSearch))
        {
            var search = new FhirSearch("Questionnaire").With("identifier", string.Join(',', some.Select(flow => $"{MheroSystems.FlowUuid}|{flow}"))).With("_elements", "id,meta,identifier");
            await foreach (var page in _fhir.SearchPagesAsync(search, cancellationToken))
            {
                foreach (var questionnaire in page.Matches.OfType<Questionnaire>().Where(QuestionnaireCache.IsGenerated))
                {
                    foreach (var text in QuestionnaireCache.FlowsOf(questionnaire))
                    {
                        if (Guid.TryParse(text.Trim(), out var flow))
                        {
                            found.TryAdd(flow, questionnaire);
                        }
                    }
                }
            }
        }

        return found;
    }

    private FlowFinding FindingOf(string place, FlowMatch match, Questionnaire? questionnaire, Dictionary<Guid, FlowDefinition> definitions, Uri? app)
    {
        var issues = new List<FlowIssue>();
        void Add(string code, string message) => issues.Add(new FlowIssue(code, place, match.Text, message));
        if (match.Code is { } code)
        {
            Add(code, match.Advice!);
        }
        else if (match.IsRenamed)
        {
            Add(SyncCodes.FlowRenamed, $"The flow is called '{match.Flow!.Name}' in RapidPro now, and is still found: name it by its new name.");
        }

        var expected = questionnaire is null ? ExpectedBySetting(place) : ExpectedBy(questionnaire);
        List<string> lacking = match.Flow is { } flow ? [.. expected.Where(k => !Saves(flow, k))] : [];
        if (lacking.Count > 0)
        {
            Add(SyncCodes.FlowLacksResults, $"The flow saves no result with these keys, so they stay without answer: {string.Join(", ", lacking)}. Name the results so, or correct the linkIds.");
        }

        if (match.Flow is { } found && definitions.TryGetValue(found.Uuid, out var definition))
        {
            foreach (var fault in FlowWebhooks.Check(definition, app, _options.WebhookSecret))
            {
                Add(SyncCodes.FlowWebhook, fault);
            }
        }

        return new FlowFinding(place, match.Text, match.Flow?.Uuid, match.Flow?.Name, questionnaire?.Url, expected, lacking, issues);
    }

    private List<string> ExpectedBySetting(string place) =>
        [.. _optOuts.Flows.Where(f => place == $"Mhero__OptOut__Flows__{f.Key}__Flow").Select(f => FlowResults.KeyOf(f.Value.Result)).OfType<string>()];

    private static List<string> ExpectedBy(Questionnaire questionnaire)
    {
        var keys = ResultKeys.Of(questionnaire);
        return [.. AskedItems(questionnaire.Item, 0).Select(i => i.LinkId is { } linkId ? keys.GetValueOrDefault(linkId) : null).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The items that a contact answers: neither hidden ones nor those that are computed.</summary>
    private static IEnumerable<Questionnaire.ItemComponent> AskedItems(IEnumerable<Questionnaire.ItemComponent> items, int depth)
    {
        const int MaxDepth = 64;
        foreach (var item in depth > MaxDepth ? [] : items.Where(i => !IsComputed(i)))
        {
            if (item.Type is not (Questionnaire.QuestionnaireItemType.Group or Questionnaire.QuestionnaireItemType.Display or null))
            {
                yield return item;
            }

            foreach (var child in AskedItems(item.Item, depth + 1))
            {
                yield return child;
            }
        }
    }

    private static bool IsComputed(Questionnaire.ItemComponent item) =>
        item.ReadOnlyElement?.Value is true
        || item.Extension.Exists(e => e.Url is QuestionnaireExtensions.Hidden && e.Value is FhirBoolean { Value: true })
        || item.Extension.Exists(e => e.Url?.EndsWith("calculatedExpression", StringComparison.Ordinal) is true);

    // The rows of a group that repeats, and the options of a selection, have keys that begin with the item's.
    private static bool Saves(Flow flow, string key) =>
        flow.Results.Any(r => r.Key == key || r.Key.StartsWith(key + "_", StringComparison.Ordinal));
}
