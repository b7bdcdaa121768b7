using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging;

/// <summary>Checks whether the flows that settings and an implementer's Questionnaires name are in the workspace.</summary>
public sealed class FlowReferences
{
    /// <summary>A status is asked for by a person or a probe that waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FlowNames _names;
    private readonly QuestionnaireCache _questionnaires;
    private readonly OptOutOptions _optOuts;
    private readonly RemindersOptions _reminders;
    private readonly TimeProvider _time;

    internal FlowReferences(
        FlowNames names, QuestionnaireCache questionnaires, IOptions<OptOutOptions> optOuts, IOptions<RemindersOptions> reminders, TimeProvider time) =>
        (_names, _questionnaires, _optOuts, _reminders, _time) = (names, questionnaires, optOuts.Value, reminders.Value, time);

    /// <summary>Checks them; both sides' answers are remembered for <c>Mhero:Cache:MaxAge</c>.</summary>
    /// <param name="withRegistry">Whether the Questionnaires are checked too.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The names that are not found or ambiguous; one issue without a place when a side cannot be read. Empty when all is well.</returns>
    public async Task<IReadOnlyList<FlowIssue>> CheckAsync(bool withRegistry, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(withRegistry, cancellationToken).WaitAsync(Patience, _time, cancellationToken);
        }
        catch (FhirException e)
        {
            return [Unchecked(e.Code)];
        }
        catch (RapidProException e)
        {
            return [Unchecked(e.Code)];
        }
        catch (TimeoutException)
        {
            return [Unchecked(SyncCodes.Unexpected)];
        }
    }

    private async Task<IReadOnlyList<FlowIssue>> ReadAsync(bool withRegistry, CancellationToken cancellationToken)
    {
        var issues = new List<FlowIssue>();
        foreach (var (place, match) in await MatchAsync(withRegistry, cancellationToken))
        {
            if (match.IsRenamed)
            {
                issues.Add(new FlowIssue(SyncCodes.FlowRenamed, place, match.Text, $"The flow named '{match.Text}' is called '{match.Flow!.Name}' in RapidPro now, and is still found: name it by its new name."));
            }
            else if (match.Code is { } code)
            {
                issues.Add(new FlowIssue(code, place, match.Text, match.Advice!));
            }
        }

        return issues;
    }

    /// <summary>What settings and an implementer's Questionnaires name, each with the flows that have the name.</summary>
    /// <param name="withRegistry">Whether the Questionnaires are read too.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    internal async Task<IReadOnlyList<(string Place, FlowMatch Match)>> MatchAsync(bool withRegistry, CancellationToken cancellationToken)
    {
        var named = Settings().ToList();
        if (withRegistry)
        {
            named.AddRange((await _questionnaires.ListOwnAsync(cancellationToken)).SelectMany(PlacesOf));
        }

        var flows = named.Count == 0 ? [] : await _names.ListAsync(cancellationToken);
        var matches = new List<(string Place, FlowMatch Match)>();
        foreach (var (place, text) in named)
        {
            matches.Add((place, await _names.InspectAsync(text, flows, cancellationToken)));
        }

        return matches;
    }

    /// <summary>The flows that settings name, each with the setting.</summary>
    internal IEnumerable<(string Place, string Flow)> Settings() =>
        _optOuts.Flows.Select(f => ($"Mhero__OptOut__Flows__{f.Key}__Flow", f.Value.Flow))
            .Concat(_reminders.Items.Where(r => r.Value.FlowName is not null).Select(r => ($"Mhero__Reminders__Items__{r.Key}__Flow", r.Value.FlowName!)));

    /// <summary>One that names its flow in several ways is found by any of them: it is listed only when none leads to a flow.</summary>
    internal static IEnumerable<(string Place, string Flow)> PlacesOf(Questionnaire questionnaire) =>
        QuestionnaireCache.FlowsOf(questionnaire).Select(flow => ($"Questionnaire/{questionnaire.Id}", flow));

    private static FlowIssue Unchecked(string code) =>
        new(code, null, null, "It could not be checked whether the flows that settings and Questionnaires name are in the workspace: see that RapidPro and the registry answer.");
}
