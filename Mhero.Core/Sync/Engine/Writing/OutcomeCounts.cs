using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>The names under which the writes of one kind of resource are counted.</summary>
/// <param name="Kind">The kind, as reports name it (<c>questionnaireResponses</c>).</param>
public sealed record OutcomeCounts(string Kind)
{
    /// <summary>Questionnaires of flows.</summary>
    public static OutcomeCounts Questionnaires { get; } = new("questionnaires");

    /// <summary>QuestionnaireResponses of runs.</summary>
    public static OutcomeCounts QuestionnaireResponses { get; } = new("questionnaireResponses");

    /// <summary>Groups, each on the side that follows.</summary>
    public static OutcomeCounts Groups { get; } = new("groups");

    /// <summary>Communications of messages.</summary>
    public static OutcomeCounts Communications { get; } = new("communications");

    /// <summary>Flags of people who want no messages.</summary>
    public static OutcomeCounts Flags { get; } = new("flags");

    /// <summary>Data value sets of MeasureReports in DHIS2.</summary>
    public static OutcomeCounts DataValueSets { get; } = new("dataValueSets");

    /// <summary>Reports sent to another FHIR server.</summary>
    public static OutcomeCounts SentReports { get; } = new("sentReports");

    /// <summary>Name of the number of resources that were made.</summary>
    public string Created { get; } = Kind + "Created";

    /// <summary>Name of the number of resources that were changed.</summary>
    public string Updated { get; } = Kind + "Updated";

    /// <summary>Name of the number of resources that were as they should be.</summary>
    public string Unchanged { get; } = Kind + "Unchanged";

    /// <summary>Name of the number of resources that could not be written and were dead-lettered.</summary>
    public string Failed { get; } = Kind + "Failed";

    internal SyncCounts Of(SaveOutcome outcome) => SyncCounts.Empty.Add(outcome switch
    {
        SaveOutcome.Created => Created,
        SaveOutcome.Updated => Updated,
        _ => Unchanged,
    });
}
