using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>The write of one resource to the registry, with its result.</summary>
internal sealed class RegistryWrite : LedgerWrite
{
    private readonly string? _ignored;
    private readonly string? _ownId;
    private bool _isGone;

    /// <param name="key">Its key in the ledger.</param>
    /// <param name="resource">The resource to write; with an id only where it must have that id, whatever the policy for new ids.</param>
    /// <param name="condition">The search that finds it in the registry.</param>
    /// <param name="source">The state of the record that it was made from.</param>
    /// <param name="ignored">An element whose change alone does not cause a write; null for none.</param>
    public RegistryWrite(string key, Resource resource, FhirSearch condition, SourceState source, string? ignored = null)
        : this(key, resource, ContentOf(resource), condition, source, ignored)
    {
    }

    private RegistryWrite(string key, Resource resource, byte[] content, FhirSearch condition, SourceState source, string? ignored)
        : base(key, HashOf(content, ignored), source) => (Resource, Content, Condition, _ignored, _ownId) = (resource, content, condition, ignored, resource.Id);

    public Resource Resource { get; }

    /// <summary>The resource as it is written without an id. Writing it is most of the work, so it is done once for hash and batch.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    public FhirSearch Condition { get; }

    /// <summary>
    /// Decides whether a resource that another user changed is to be left unchanged. Asked only when the registry's
    /// version is not the one that mHero wrote.
    /// </summary>
    public Func<Resource, bool> IsExternallyModified { get; init; } = static _ => false;

    /// <summary>The row of a resource that is to become this one: it is overwritten instead of a new one being made.</summary>
    public WriteRow? Adopts { get; init; }

    /// <summary>Whether another user's change was left unchanged.</summary>
    public bool WasLeft { get; set; }

    /// <summary>The id under which the registry has it already; null when it has to be found by its condition, or made.</summary>
    public string? KnownId => _isGone ? null : Before?.Id ?? Adopts?.Id;

    /// <summary>The version that mHero wrote last under <see cref="KnownId"/>.</summary>
    public string? KnownVersion => Before?.Id is not null ? Before.VersionId : Adopts?.VersionId;

    /// <summary>Drops an id that the registry does not know any more.</summary>
    public void LoseId()
    {
        _isGone = true;
        Resource.Id = _ownId;
        Resource.Meta?.VersionId = null;
    }

    /// <summary>Takes the registry's answer.</summary>
    public void Take(EntryVerdict verdict)
    {
        Error = verdict.Error;
        Outcome = verdict.Outcome;
        Id = verdict.Id ?? Id;
        VersionId = verdict.VersionId;
    }

    /// <summary>Whether the registry's resource has the same content as this one.</summary>
    public bool IsIn(Resource current) => HashOf(ContentOf(current), _ignored) == Hash;

    /// <summary>The content alone: id, version and times are the registry's business.</summary>
    private static byte[] ContentOf(Resource resource)
    {
        if (resource.Id is not null || resource.Meta is not null)
        {
            resource = (Resource)resource.DeepCopy();
            resource.Id = null;
            resource.Meta = resource.Meta is { } meta && (meta.Tag.Count > 0 || meta.ProfileElement.Count > 0)
                ? new Meta { Tag = meta.Tag, ProfileElement = meta.ProfileElement }
                : null;
        }

        return FhirJson.Serialize(resource);
    }

    private static string HashOf(ReadOnlySpan<byte> content, string? ignored)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (ignored is not null && Find(content, ignored) is { } member)
        {
            hash.AppendData(content[..member.Start.Value]);
            content = content[member.End.Value..];
        }

        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Where a member of the resource is, with the comma before it; the first is the resource's type and is never meant.</summary>
    private static System.Range? Find(ReadOnlySpan<byte> content, string member)
    {
        var reader = new Utf8JsonReader(content);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex - 1;
            var isMeant = reader.ValueTextEquals(member);
            reader.Skip();
            if (isMeant)
            {
                return start..(int)reader.BytesConsumed;
            }
        }

        return null;
    }
}
