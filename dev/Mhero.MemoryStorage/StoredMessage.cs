namespace Mhero.MemoryStorage;

/// <summary>A message on a queue.</summary>
internal sealed record StoredMessage(string Id, string Text, DateTimeOffset InsertedOn, DateTimeOffset? ExpiresOn)
{
    public required DateTimeOffset VisibleOn { get; init; }

    public required string Receipt { get; init; }

    public int Dequeued { get; init; }
}
