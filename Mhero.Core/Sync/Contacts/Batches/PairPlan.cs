using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The writes that make both sides of a pair agree.</summary>
internal sealed record PairPlan
{
    /// <summary>The worker's side as it will be: the next comparison's base.</summary>
    public required WorkerProfile Registry { get; init; }

    /// <summary>The contact to create or update; null when it needs nothing.</summary>
    public ContactWrite? ContactWrite { get; init; }

    /// <summary>Attributes of the contact that the write touches.</summary>
    public IReadOnlySet<string> ContactChanges { get; init; } = new HashSet<string>();

    /// <summary>Attributes of the worker that the contact's changes touch.</summary>
    public IReadOnlySet<string> RegistryChanges { get; init; } = new HashSet<string>();

    /// <summary>Numbers and WhatsApp addresses that the registry would lose because the contact no longer has them.</summary>
    public IReadOnlyList<string> LostNumbers { get; init; } = [];

    /// <summary>Numbers and WhatsApp addresses of the worker that another contact has in RapidPro.</summary>
    public IReadOnlyList<string> TakenNumbers { get; init; } = [];

    /// <summary>The worker to create or update; null when it needs nothing.</summary>
    public WorkerUpdate? WorkerUpdate { get; init; }

    /// <summary>Attributes that could not be decided now and keep their former base.</summary>
    public IReadOnlySet<string> Deferred { get; init; } = new HashSet<string>();

    /// <summary>Attributes to which RapidPro added something while its contact may not change the registry: the contact's former base is kept.</summary>
    public IReadOnlySet<string> Held { get; init; } = new HashSet<string>();

    /// <summary>The contact as it was agreed before; null at the first meeting of the two, when all of the contact is still to be agreed.</summary>
    public WorkerProfile? Agreed { get; init; }

    /// <summary>Attributes that both sides changed, and who won.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];

    /// <summary>The issues of the mapping: values that it could not carry over.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; init; } = [];

    /// <summary>Whether anything has to be written at all.</summary>
    public bool Writes => ContactWrite is not null || WorkerUpdate is not null || Action is not null;

    /// <summary>The contact action needed beside the write; null for none.</summary>
    public string? Action { get; init; }
}
