using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Writing;

/// <summary>One resource on its way into the registry, and what became of it.</summary>
/// <param name="key">What the ledger knows it by.</param>
/// <param name="resource">The resource as it is to be, without an id.</param>
/// <param name="condition">What the registry knows it by.</param>
/// <param name="source">The state of the record that it was made from.</param>
internal sealed class RegistryWrite(string key, Resource resource, FhirSearch condition, SourceState source)
{
    public string Key { get; } = key;

    public Resource Resource { get; } = resource;

    public FhirSearch Condition { get; } = condition;

    public SourceState Source { get; } = source;

    /// <summary>
    /// Says of the resource as somebody else changed it whether it is to be left as it is. Asked only when the registry's
    /// version is not the one that mHero wrote.
    /// </summary>
    public Func<Resource, bool> IsTheirs { get; init; } = static _ => false;

    /// <summary>The row of a resource that is to become this one: it is overwritten instead of a new one being made.</summary>
    public WriteRow? Adopts { get; init; }

    /// <summary>What the write did; null while it is not done.</summary>
    public SaveOutcome? Outcome { get; internal set; }

    /// <summary>Whether somebody else's change was left as it is.</summary>
    public bool WasLeft { get; internal set; }

    /// <summary>Whether another delivery is writing the same at this moment.</summary>
    public bool IsBusy { get; internal set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Error { get; internal set; }

    /// <summary>The resource's id in the registry, once it is known.</summary>
    public string? Id { get; internal set; }
}
