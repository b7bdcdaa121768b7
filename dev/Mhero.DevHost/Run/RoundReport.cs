using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Runs;

namespace Mhero.DevHost.Run;

/// <summary>What one round did: all pollers read, and everything that came of them handled.</summary>
/// <param name="Contacts">RapidPro's side.</param>
/// <param name="Practitioners">The registry's side.</param>
/// <param name="Groups">Groups, each on the side that follows.</param>
/// <param name="MembersAdded">Members put into groups.</param>
/// <param name="MembersRemoved">Members taken out of groups.</param>
/// <param name="Questionnaires">Questionnaires made of flows.</param>
/// <param name="QuestionnaireResponses">QuestionnaireResponses made of runs.</param>
/// <param name="Communications">Communications made of messages.</param>
/// <param name="Flags">Flags of people who want no messages.</param>
/// <param name="DataValueSets">Data value sets of MeasureReports in DHIS2.</param>
/// <param name="Extracted">Resources made of what the responses hold, by type.</param>
/// <param name="ExtractedUpdated">Resources that a newer response changed, by type.</param>
/// <param name="MessagesByStatus">Communications of what was sent out in this round, as the registry has them, by their status.</param>
/// <param name="FlowResults">The numbers read from FLOIP servers: packages, sessions with new rows, new rows.</param>
/// <param name="Conflicts">Attributes that both sides had changed.</param>
/// <param name="Reviews">Questions to a person that came up.</param>
/// <param name="DeadLetters">Records that could not be handled.</param>
/// <param name="Skipped">Records that there was nothing to do with.</param>
/// <param name="Errors">Why a poller could not be read to its end, one sentence each; empty when all could.</param>
/// <param name="Duration">How long the round took.</param>
public sealed record RoundReport(
    SideCounts Contacts,
    SideCounts Practitioners,
    SideCounts Groups,
    long MembersAdded,
    long MembersRemoved,
    SideCounts Questionnaires,
    SideCounts QuestionnaireResponses,
    SideCounts Communications,
    SideCounts Flags,
    SideCounts DataValueSets,
    IReadOnlyDictionary<string, long> Extracted,
    IReadOnlyDictionary<string, long> ExtractedUpdated,
    IReadOnlyDictionary<string, long> MessagesByStatus,
    FlowResultsReport FlowResults,
    long Conflicts,
    long Reviews,
    long DeadLetters,
    long Skipped,
    IReadOnlyList<string> Errors,
    TimeSpan Duration)
{
    /// <summary>The numbers of each kind of record, by the name that reports give it.</summary>
    public IReadOnlyList<(string Kind, SideCounts Counts)> Sides =>
    [
        ("contacts", Contacts),
        ("practitioners", Practitioners),
        (OutcomeCounts.Groups.Kind, Groups),
        (OutcomeCounts.Questionnaires.Kind, Questionnaires),
        (OutcomeCounts.QuestionnaireResponses.Kind, QuestionnaireResponses),
        (OutcomeCounts.Communications.Kind, Communications),
        (OutcomeCounts.Flags.Kind, Flags),
        (OutcomeCounts.DataValueSets.Kind, DataValueSets),
    ];

    /// <summary>Whether something could not be read or handled. ReviewStore and conflicts are not failures.</summary>
    public bool HasFailed => Errors.Count > 0 || DeadLetters > 0 || Sides.Any(side => side.Counts.Failed > 0);

    /// <summary>Whether both sides were in sync already.</summary>
    public bool WroteNothing => Sides.All(side => side.Counts.Written == 0) && MembersAdded + MembersRemoved == 0 && Extracted.Count == 0 && ExtractedUpdated.Count == 0;

    internal static RoundReport Of(IReadOnlyList<SyncExecution> runs, SyncCounts calls, IReadOnlyDictionary<string, long> messages, TimeSpan duration)
    {
        var counts = SyncCounts.Sum(runs.Select(run => run.Counts).Append(calls));
        return new RoundReport(
            new SideCounts(
                counts[SyncCounts.ContactsCreated], counts[SyncCounts.ContactsUpdated], counts[SyncCounts.ContactsUnchanged], counts[SyncCounts.ContactsFailed]),
            new SideCounts(
                counts[SyncCounts.PractitionersCreated], counts[SyncCounts.PractitionersUpdated], counts[SyncCounts.PractitionersUnchanged], counts[SyncCounts.PractitionersFailed]),
            SideCounts.Of(counts, OutcomeCounts.Groups),
            counts[SyncCounts.MembersAdded],
            counts[SyncCounts.MembersRemoved],
            SideCounts.Of(counts, OutcomeCounts.Questionnaires),
            SideCounts.Of(counts, OutcomeCounts.QuestionnaireResponses),
            SideCounts.Of(counts, OutcomeCounts.Communications),
            SideCounts.Of(counts, OutcomeCounts.Flags),
            SideCounts.Of(counts, OutcomeCounts.DataValueSets),
            ExtractedCounts.CreatedIn(counts),
            ExtractedCounts.UpdatedIn(counts),
            messages,
            new FlowResultsReport(counts[FlowResultsCounts.Packages], counts[FlowResultsCounts.Sessions], counts[FlowResultsCounts.Rows]),
            counts[SyncCounts.Conflicts],
            counts[SyncCounts.Reviews],
            counts[SyncCounts.DeadLetters],
            counts[SyncCounts.Skipped],
            [.. runs.Select(run => run.Error).OfType<string>()],
            duration);
    }
}
