namespace Mhero.Core.Messaging;

/// <summary>A flow of the workspace with what mHero makes of its runs.</summary>
/// <param name="Flow">Its UUID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Questionnaire">The Questionnaire of its responses (<c>Questionnaire/123</c>); null for none.</param>
/// <param name="Kind">Where the Questionnaire comes from.</param>
/// <param name="CallsWebhook">Whether a node of it calls mHero's webhook; null when RapidPro does not give the definition.</param>
/// <param name="Issues">Its faults.</param>
public sealed record FlowOverview(Guid Flow, string Name, string? Questionnaire, FlowQuestionnaire Kind, bool? CallsWebhook, IReadOnlyList<FlowIssue> Issues);
