namespace Mhero.Core.Sync.Runs;

/// <summary>The extraction from a response that was just written.</summary>
/// <param name="work">The run, its response written.</param>
internal sealed class RunExtraction(RunWork work)
    : ExtractionWrite(work.Key, HashOf(work.Write!.Hash, work.Questionnaire!), work.Source, work.Run!.Uuid, work.Run.ExitedOn ?? work.Source.Stamp)
{
    public RunWork Work { get; } = work;
}
