using System.Security.Cryptography;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Writing;

/// <summary>One resource on its way into the registry, and what became of it.</summary>
/// <param name="key">What the ledger knows it by.</param>
/// <param name="resource">The resource as it is to be, without an id.</param>
/// <param name="condition">What the registry knows it by.</param>
/// <param name="source">The state of the record that it was made from.</param>
/// <param name="hash">Hash of what makes it another one; null for that of the whole resource.</param>
internal sealed class RegistryWrite(string key, Resource resource, FhirSearch condition, SourceState source, string? hash = null)
    : LedgerWrite(key, hash ?? HashOf(resource), source)
{
    private bool _isGone;

    public Resource Resource { get; } = resource;

    public FhirSearch Condition { get; } = condition;

    /// <summary>
    /// Says of the resource as somebody else changed it whether it is to be left as it is. Asked only when the registry's
    /// version is not the one that mHero wrote.
    /// </summary>
    public Func<Resource, bool> IsTheirs { get; init; } = static _ => false;

    /// <summary>The row of a resource that is to become this one: it is overwritten instead of a new one being made.</summary>
    public WriteRow? Adopts { get; init; }

    /// <summary>Whether somebody else's change was left as it is.</summary>
    public bool WasLeft { get; set; }

    /// <summary>The id under which the registry has it already; null when it has to be found by its condition, or made.</summary>
    public string? KnownId => _isGone ? null : Before?.Id ?? Adopts?.Id;

    /// <summary>The version that mHero wrote last under <see cref="KnownId"/>.</summary>
    public string? KnownVersion => Before?.Id is not null ? Before.VersionId : Adopts?.VersionId;

    /// <summary>Lets go of an id that the registry does not know any more.</summary>
    public void LoseId()
    {
        _isGone = true;
        Resource.Id = null;
        Resource.Meta?.VersionId = null;
    }

    /// <summary>Takes what the registry said.</summary>
    public void Take(EntryVerdict verdict)
    {
        Error = verdict.Error;
        Outcome = verdict.Outcome;
        Id = verdict.Id ?? Id;
        VersionId = verdict.VersionId;
    }

    /// <summary>The content's hash: id, version and times are the registry's business.</summary>
    public static string HashOf(Resource resource)
    {
        if (resource.Id is not null || resource.Meta is not null)
        {
            resource = (Resource)resource.DeepCopy();
            resource.Id = null;
            resource.Meta = resource.Meta is { } meta && (meta.Tag.Count > 0 || meta.ProfileElement.Count > 0)
                ? new Meta { Tag = meta.Tag, ProfileElement = meta.ProfileElement }
                : null;
        }

        return Convert.ToHexStringLower(SHA256.HashData(FhirJson.Serialize(resource)).AsSpan(0, 16));
    }
}
