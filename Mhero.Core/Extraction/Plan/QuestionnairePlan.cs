using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>
/// Everything that a Questionnaire says about extraction, read and compiled once. It lives as long as the Questionnaire object:
/// ten thousand responses to one compile nothing.
/// </summary>
internal sealed class QuestionnairePlan
{
    /// <summary>Items and template elements below this are no form that somebody wrote, but a cycle or an attack.</summary>
    public const int MaxDepth = 64;

    private static readonly ConditionalWeakTable<Questionnaire, QuestionnairePlan> Plans = [];

    private QuestionnairePlan(Questionnaire questionnaire)
    {
        var issues = new IssueLog();
        Node = questionnaire.ToPocoNode();
        Root = new PlanBuilder(questionnaire, issues).Build();
        Issues = issues.Issues;
    }

    public PocoNode Node { get; }

    public LevelPlan Root { get; }

    /// <summary>What is wrong with the Questionnaire, whatever the response.</summary>
    public IReadOnlyList<OperationOutcome.IssueComponent> Issues { get; }

    public static QuestionnairePlan Of(Questionnaire questionnaire) => Plans.GetValue(questionnaire, static q => new(q));
}
