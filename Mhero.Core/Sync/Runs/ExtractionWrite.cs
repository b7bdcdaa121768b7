using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>The resources to be extracted from one response. The registry gets all of them or none.</summary>
/// <param name="work">The run, its response written.</param>
internal sealed class ExtractionWrite(RunWork work) : LedgerWrite(work.Key, HashOf(work), work.Source)
{
    public RunWork Work { get; } = work;

    public Guid Run => Work.Run!.Uuid;

    /// <summary>When the response was authored.</summary>
    public DateTimeOffset? Authored => Work.Run!.ExitedOn ?? Work.Source.Stamp;

    // The same answers, and the same Questionnaire to read them by, give the same resources.
    private static string HashOf(RunWork work) => $"{work.Write!.Hash} {work.Questionnaire!.Id}/{work.Questionnaire.Meta?.VersionId}";
}
