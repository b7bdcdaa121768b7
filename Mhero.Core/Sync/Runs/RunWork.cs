using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.People;

namespace Mhero.Core.Sync.Runs;

/// <summary>One run on its way through a batch.</summary>
internal sealed class RunWork(RunItem item) : Work<RunItem>(item)
{
    private SourceState? _sessionState;

    /// <summary>The run as the item or RapidPro has it.</summary>
    public FlowRun? Run { get; set; } = item.Run;

    /// <summary>Whether it is still unknown which run this is.</summary>
    public bool IsUnnamed { get; private set; } = item.IsUnnamed;

    /// <summary>The parts of a FLOIP session that a run has no place for; null for a run of RapidPro.</summary>
    public SessionDetails? Session { get; private set; }

    /// <summary>The package of a FLOIP session; null for a run of RapidPro.</summary>
    public PackageRow? Package { get; private set; }

    /// <summary>The claim of a FLOIP session about the health worker behind it; null for none.</summary>
    public WorkerClaim? Claim { get; private set; }

    /// <summary>The Questionnaire of its flow.</summary>
    public Questionnaire? Questionnaire { get; set; }

    /// <summary>The author and the subject of the answers.</summary>
    public RunPeople? People { get; set; }

    /// <summary>The language of who answered, ISO 639-3; null when it is not known.</summary>
    public string? Language { get; set; }

    /// <summary>The response on its way into the registry.</summary>
    public RegistryWrite? Write { get; set; }

    /// <summary>Responses that webhooks made before the run had a name, by their keys; this run's response takes their place.</summary>
    public Dictionary<string, WriteRow> Earlier { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether its response is in the registry as it should be.</summary>
    public bool IsSettledWell => State == ItemState.Done && Write?.Outcome is not null;

    /// <summary>Key of its response in the ledger.</summary>
    public string Key => Session is null ? RunKeys.Of(Run!, IsUnnamed) : RunKeys.OfSession(Run!);

    /// <summary>Which state of the run this is.</summary>
    public SourceState Source => _sessionState ?? new(
        Item.ReceivedOn ?? Run!.ModifiedOn, Run!.Values.Count, Run.ExitType is not null, IsPartial: Item.ReceivedOn is not null, Run.CreatedOn);

    /// <summary>Sets the run that was made of a FLOIP session.</summary>
    /// <param name="session">The run.</param>
    /// <param name="package">Its package.</param>
    /// <param name="state">Which state of the session it is.</param>
    /// <param name="claim">The session's claim about the health worker behind it; null for none.</param>
    public void Load(SessionRun session, PackageRow package, SourceState state, WorkerClaim? claim) =>
        (Run, Session, Package, _sessionState, Claim) = (session.Run, session.Details, package, state, claim);

    /// <summary>The logical reference to a health worker whom the registry does not have.</summary>
    public ResourceReference UnknownWorker() => Session?.ToSource() ?? RunPeople.Unknown(Run!.Contact!.Uuid);

    /// <summary>Sets the run.</summary>
    public void Name(Guid run)
    {
        Run = Run! with { Uuid = run };
        IsUnnamed = false;
    }

    /// <summary>Sets the unnamed run that this run continues.</summary>
    public void Continue(Guid unnamed) => Run = Run! with { Uuid = unnamed };
}
