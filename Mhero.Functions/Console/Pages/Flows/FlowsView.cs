using Mhero.Core.Messaging;

namespace Mhero.Functions.Console.Pages.Flows;

/// <summary>The content of the page of the flows.</summary>
/// <param name="All">All flows, by name.</param>
/// <param name="OnlyPoor">Whether only flows are shown that need work.</param>
public sealed record FlowsView(IReadOnlyList<FlowOverview> All, bool OnlyPoor)
{
    /// <summary>The flows that are shown.</summary>
    public IReadOnlyList<FlowOverview> Flows { get; } = OnlyPoor ? [.. All.Where(NeedsWork)] : All;

    /// <summary>Whether a flow has faults, no Questionnaire of an implementer, or no webhook.</summary>
    /// <param name="flow">The flow.</param>
    public static bool NeedsWork(FlowOverview flow) => flow.Kind != FlowQuestionnaire.Own || flow.CallsWebhook == false || flow.Issues.Count > 0;
}
