using Hl7.Fhir.Model;
using Mhero.Core.Fhir.Expressions;

namespace Mhero.Core.Extraction.Plan;

/// <summary>
/// All extraction extensions of a Questionnaire, read and compiled once. It lives as long as the Questionnaire object:
/// ten thousand responses to one compile nothing.
/// </summary>
internal sealed class QuestionnairePlan
{
    /// <summary>Limit of the depth of items and template elements: no author nests deeper, so below it is a cycle or an attack.</summary>
    public const int MaxDepth = 64;

    private static readonly ConditionalWeakTable<Questionnaire, QuestionnairePlan> Plans = [];

    private QuestionnairePlan(Questionnaire questionnaire, CancellationToken cancellationToken)
    {
        var issues = new IssueLog();
        Node = questionnaire.ToPocoNode();
        var meter = new ExpressionMeter(ExpressionMeter.DefaultCompilation, ExpressionMeter.DefaultCompilation, CancellationToken.None, cancellationToken);
        Root = meter.Run(new PlanBuilder(questionnaire, issues).Build);
        Issues = issues.Issues;
    }

    public PocoNode Node { get; }

    public LevelPlan Root { get; }

    /// <summary>The faults of the Questionnaire itself, for every response.</summary>
    public IReadOnlyList<OperationOutcome.IssueComponent> Issues { get; }

    /// <exception cref="OperationCanceledException">The caller cancelled; nothing is kept of the result.</exception>
    public static QuestionnairePlan Of(Questionnaire questionnaire, CancellationToken cancellationToken) =>
        Plans.TryGetValue(questionnaire, out var plan) ? plan : Plans.GetValue(questionnaire, q => new(q, cancellationToken));
}
