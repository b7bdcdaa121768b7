using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>One run on its way through a batch.</summary>
internal sealed class RunWork(RunItem item) : Work<RunItem>(item)
{
    /// <summary>The run as the item or RapidPro has it.</summary>
    public FlowRun? Run { get; set; } = item.Run;

    /// <summary>Whether it is still unknown which run this is.</summary>
    public bool IsUnnamed { get; private set; } = item.IsUnnamed;

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
    public string Key => RunKeys.Of(Run!, IsUnnamed);

    /// <summary>Which state of the run this is.</summary>
    public SourceState Source => new(
        Item.ReceivedOn ?? Run!.ModifiedOn, Run!.Values.Count, Run.ExitType is not null, IsPartial: Item.ReceivedOn is not null, Run.CreatedOn);

    /// <summary>Sets the run.</summary>
    public void Name(Guid run)
    {
        Run = Run! with { Uuid = run };
        IsUnnamed = false;
    }

    /// <summary>Sets the unnamed run that this run continues.</summary>
    public void Continue(Guid unnamed) => Run = Run! with { Uuid = unnamed };
}
