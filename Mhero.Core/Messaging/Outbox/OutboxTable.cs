using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>
/// The messages to be sent and their states, in a table of its own: a row per request, and beside it its chunks, the recipients who
/// were left out, and the request itself in pieces that fit into rows.
/// </summary>
internal sealed class OutboxTable([FromKeyedServices(OutboxTable.Table)] DocumentTable table, TimeProvider time)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "outbox";

    private const string Requests = "requests";
    private const string Scheduled = "scheduled";
    private const string Sends = "sends";
    private const string Days = "days";
    private const string Until = "removed-until";
    private const string DayFormat = "yyyy-MM-dd";
    private const int MaxDays = 400;
    private const int LeftOutPerRow = 500;
    private const int PieceLength = 400_000;
    private const int Tries = 60;

    public async Task<(RequestRow Row, string Version)?> FindRequestAsync(Guid id, CancellationToken cancellationToken) =>
        await table.FindAsync(Requests, id.ToString(), cancellationToken) is { } found ? (SyncJson.Read<RequestRow>(found.Content), found.Version!) : null;

    /// <summary>Writes a request's row on the condition of its version; null for a new one.</summary>
    /// <returns>Whether it was written.</returns>
    public async Task<bool> TryWriteRequestAsync(RequestRow row, string? version, CancellationToken cancellationToken) =>
        (await table.WriteAsync(Requests, [new(row.Id.ToString(), SyncJson.Write(row), version)], cancellationToken))[row.Id.ToString()] is not null;

    /// <summary>Changes a request's row; null from <paramref name="change"/> leaves it.</summary>
    /// <returns>The row as it is now; null when there is none.</returns>
    public async Task<RequestRow?> ChangeRequestAsync(Guid id, Func<RequestRow, RequestRow?> change, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await FindRequestAsync(id, cancellationToken) is not { } found)
            {
                return null;
            }

            var changed = change(found.Row);
            if (changed is null || await TryWriteRequestAsync(changed, found.Version, cancellationToken))
            {
                return changed ?? found.Row;
            }
        }

        throw new TimeoutException("The request's row is changed by others faster than it can be written.");
    }

    /// <summary>Forgets a request that came to nothing; one that was taken stays.</summary>
    public async Task ForgetUnpreparedAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindRequestAsync(id, cancellationToken) is { Row.State: Messaging.Requests.RequestState.Preparing } found)
        {
            await table.TryDeleteAsync(Requests, id.ToString(), found.Version, cancellationToken);
        }
    }

    /// <summary>Notes that a request has a schedule, before its row has it.</summary>
    public Task NoteScheduledAsync(Guid id, CancellationToken cancellationToken) =>
        table.WriteAsync(Scheduled, [new(id.ToString(), "{}", Document.AnyVersion)], cancellationToken);

    /// <summary>The requests that have a schedule and are not over; forgets which of them were.</summary>
    public async IAsyncEnumerable<RequestRow> ScheduledAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in table.ScanKeysAsync(Scheduled, null, null, cancellationToken))
        {
            switch (await FindRequestAsync(Guid.Parse(key), cancellationToken))
            {
                case { Row.State: Messaging.Requests.RequestState.Scheduled } found:
                    yield return found.Row;
                    break;
                case { Row.State: Messaging.Requests.RequestState.Revoked or Messaging.Requests.RequestState.Completed }:
                    await table.DeleteAsync(Scheduled, [key], cancellationToken);
                    break;
            }
        }
    }

    /// <summary>
    /// Stores the messages to send, their recipients, and those who are left out; replaces the rows of an attempt that died.
    /// </summary>
    public async Task PrepareAsync(Guid id, IReadOnlyList<ChunkRow> chunks, IReadOnlyList<LeftOutRecipient> left, CommunicationRequest resource, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(id);
        var old = new List<string>();
        await foreach (var key in table.ScanKeysAsync(partition, null, null, cancellationToken))
        {
            old.Add(key);
        }

        await table.DeleteAsync(partition, old, cancellationToken);
        var documents = chunks.Select(c => new Document(ChunkKey(c.Number), SyncJson.Write(c), Document.AnyVersion))
            .Concat(left.Chunk(LeftOutPerRow).Select((part, i) => new Document(Key('x', i), SyncJson.Write(part), Document.AnyVersion)))
            .Concat(PiecesOf(resource));
        await table.WriteAsync(partition, [.. documents], cancellationToken);
    }

    public async Task<(ChunkRow Row, string Version)?> FindChunkAsync(Guid id, int number, CancellationToken cancellationToken) =>
        await table.FindAsync(PartitionOf(id), ChunkKey(number), cancellationToken) is { } found ? (SyncJson.Read<ChunkRow>(found.Content), found.Version!) : null;

    /// <summary>Writes a chunk on the condition of its version.</summary>
    /// <returns>Its new version; null when another writer was faster.</returns>
    public async Task<string?> WriteChunkAsync(Guid id, ChunkRow row, string version, CancellationToken cancellationToken) =>
        (await table.WriteAsync(PartitionOf(id), [new(ChunkKey(row.Number), SyncJson.Write(row), version)], cancellationToken))[ChunkKey(row.Number)];

    /// <summary>Changes a chunk; null from <paramref name="change"/> leaves it.</summary>
    public async Task<ChunkRow?> ChangeChunkAsync(Guid id, int number, Func<ChunkRow, ChunkRow?> change, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await FindChunkAsync(id, number, cancellationToken) is not { } found)
            {
                return null;
            }

            var changed = change(found.Row);
            if (changed is null || await WriteChunkAsync(id, changed, found.Version, cancellationToken) is not null)
            {
                return changed ?? found.Row;
            }
        }

        throw new TimeoutException("The chunk's row is changed by others faster than it can be written.");
    }

    public async IAsyncEnumerable<ChunkRow> ChunksAsync(Guid id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(PartitionOf(id), "c", cancellationToken))
        {
            yield return SyncJson.Read<ChunkRow>(document.Content);
        }
    }

    public async Task<IReadOnlyList<LeftOutRecipient>> LeftOutAsync(Guid id, CancellationToken cancellationToken)
    {
        var left = new List<LeftOutRecipient>();
        await foreach (var document in table.ScanAsync(PartitionOf(id), "x", cancellationToken))
        {
            left.AddRange(SyncJson.Read<LeftOutRecipient[]>(document.Content));
        }

        return left;
    }

    /// <summary>The resource of a request.</summary>
    /// <exception cref="InvalidDataException">The stored text is not a CommunicationRequest.</exception>
    public async Task<CommunicationRequest> ResourceAsync(Guid id, CancellationToken cancellationToken) =>
        await FindResourceAsync(id, cancellationToken) ?? throw new InvalidDataException($"The stored resource of the request {id} cannot be read.");

    /// <summary>The resource of a request; null when the stored text is not one.</summary>
    public async Task<CommunicationRequest?> FindResourceAsync(Guid id, CancellationToken cancellationToken)
    {
        var json = new StringBuilder();
        await foreach (var document in table.ScanAsync(PartitionOf(id), "r", cancellationToken))
        {
            json.Append(document.Content);
        }

        try
        {
            return FhirJson.Parse(Encoding.UTF8.GetBytes(json.ToString())) as CommunicationRequest;
        }
#pragma warning disable CA1031 // Whatever the stored text makes the reader throw, it is this request alone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Notes that a chunk is done.</summary>
    /// <returns>How many are.</returns>
    public async Task<int> CloseChunkAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        await table.WriteAsync(PartitionOf(id), [new(Key('d', number), "{}", Document.AnyVersion)], cancellationToken);
        var count = 0;
        await foreach (var _ in table.ScanKeysAsync(PartitionOf(id), "d", "e", cancellationToken))
        {
            count++;
        }

        return count;
    }

    /// <summary>Notes that a broadcast or flow start is a chunk's.</summary>
    /// <returns>False when it is another chunk's.</returns>
    public async Task<bool> TryOwnAsync(string send, Guid id, int number, CancellationToken cancellationToken)
    {
        var owner = $"{id}.{number}";
        return (await table.WriteAsync(Sends, [new(send, owner)], cancellationToken))[send] is not null
            || (await table.FindAsync(Sends, send, cancellationToken))?.Content == owner;
    }

    /// <summary>Whose broadcasts or flow starts these are.</summary>
    public async Task<Dictionary<string, (Guid Request, int Chunk)>> FindOwnersAsync(IReadOnlyCollection<string> sends, CancellationToken cancellationToken) =>
        (await table.FindManyAsync(Sends, sends, cancellationToken)).ToDictionary(
            s => s.Key,
            s => (Guid.Parse(s.Value.Content.AsSpan(0, 36)), int.Parse(s.Value.Content.AsSpan(37), CultureInfo.InvariantCulture)));

    public static string BroadcastKey(long id) => string.Create(CultureInfo.InvariantCulture, $"b:{id}");

    public static string StartKey(Guid uuid) => $"s:{uuid}";

    /// <summary>Notes for people that they get a message of this chunk on this day, unless they had as many as they may.</summary>
    /// <returns>Those who had.</returns>
    public async Task<HashSet<Guid>> CountTodayAsync(string day, string chunk, IReadOnlyList<Guid> contacts, int max, CancellationToken cancellationToken)
    {
        var full = new HashSet<Guid>();
        var open = contacts.Select(c => c.ToString()).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < Tries && open.Count > 0; i++)
        {
            var rows = await table.FindManyAsync("day " + day, open, cancellationToken);
            var writes = new List<Document>();
            foreach (var contact in open.ToList())
            {
                var row = rows.GetValueOrDefault(contact);
                var had = row is null ? [] : row.Content.Split(' ');
                if (had.Contains(chunk))
                {
                    open.Remove(contact);
                }
                else if (had.Length >= max)
                {
                    full.Add(Guid.Parse(contact));
                    open.Remove(contact);
                }
                else
                {
                    writes.Add(new(contact, string.Join(' ', had.Append(chunk)), row?.Version));
                }
            }

            if (writes.Count > 0)
            {
                open.ExceptWith((await table.WriteAsync("day " + day, writes, cancellationToken)).Where(w => w.Value is not null).Select(w => w.Key));
            }
        }

        return open.Count == 0 ? full : throw new TimeoutException("The day's counts are changed by others faster than they can be written.");
    }

    /// <summary>Deletes recipients, texts and resource of a request, and leaves its row with the hash.</summary>
    public async Task EmptyAsync(Guid id, CancellationToken cancellationToken)
    {
        var sends = await ChunksAsync(id, cancellationToken)
            .SelectMany(chunk => new[] { chunk.Broadcast is { } broadcast ? BroadcastKey(broadcast) : null, chunk.FlowStart is { } start ? StartKey(start) : null }.OfType<string>().ToAsyncEnumerable())
            .ToListAsync(cancellationToken);
        await table.DeleteAsync(Sends, sends, cancellationToken);
        await table.DeleteAsync(Scheduled, [id.ToString()], cancellationToken);
        await ChangeRequestAsync(id, row => row.IsEmptied ? null : row with { IsEmptied = true, Content = new() }, cancellationToken);

        // After the row, so that readers do not look for what is not there.
        await table.DeleteAsync(PartitionOf(id), await table.ScanKeysAsync(PartitionOf(id), null, null, cancellationToken).ToListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>All requests.</summary>
    public IAsyncEnumerable<RequestRow> RequestsAsync(CancellationToken cancellationToken) =>
        table.ScanAsync(Requests, null, cancellationToken).Select(document => SyncJson.Read<RequestRow>(document.Content));

    /// <summary>Takes a person out of those who were left out and out of the resource of a request.</summary>
    public async Task RemoveFromRequestAsync(Guid id, PersonKeys person, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(id);
        await foreach (var document in table.ScanAsync(partition, "x", cancellationToken))
        {
            var left = SyncJson.Read<LeftOutRecipient[]>(document.Content);
            if (left.Any(one => person.Are(one.Reference)))
            {
                await table.WriteAsync(partition, [document with { Content = SyncJson.Write(left.Where(one => !person.Are(one.Reference)).ToArray()), Version = Document.AnyVersion }], cancellationToken);
            }
        }

        // The pieces of a request never change, so that no other writer is in the way.
        if (await FindResourceAsync(id, cancellationToken) is { } resource && resource.Recipient.RemoveAll(IsPerson) > 0)
        {
            var keys = await table.ScanKeysAsync(partition, "r", "s", cancellationToken).ToListAsync(cancellationToken);
            var pieces = PiecesOf(resource).ToList();
            await table.WriteAsync(partition, pieces, cancellationToken);
            await table.DeleteAsync(partition, [.. keys.Except(pieces.Select(piece => piece.Key))], cancellationToken);
        }

        bool IsPerson(ResourceReference recipient) => person.Are(ResourceLocation.RelativeOf(recipient.Reference)) || person.Are(recipient.Identifier?.Value);
    }

    /// <summary>The numbers of messages of a contact, by day.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CountsOfAsync(Guid contact, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var day in await CountedDaysAsync(cancellationToken))
        {
            if (await table.FindAsync(day, contact.ToString(), cancellationToken) is { } found)
            {
                counts[day] = found.Content;
            }
        }

        return counts;
    }

    /// <summary>Removes the numbers of messages of a contact.</summary>
    public async Task RemoveCountsAsync(Guid contact, CancellationToken cancellationToken)
    {
        foreach (var day in (await CountsOfAsync(contact, cancellationToken)).Keys)
        {
            await table.DeleteAsync(day, [contact.ToString()], cancellationToken);
        }
    }

    /// <summary>The partitions of days that may have counts: those that were not removed yet, a year back at most.</summary>
    private async Task<IEnumerable<string>> CountedDaysAsync(CancellationToken cancellationToken)
    {
        var tomorrow = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1);
        var first = await CountsRemovedUntilAsync(cancellationToken) is { } until && until > tomorrow.AddDays(-MaxDays) ? until : tomorrow.AddDays(-MaxDays);
        return Enumerable.Range(0, tomorrow.DayNumber - first.DayNumber + 1).Select(i => $"day {first.AddDays(i).ToString(DayFormat, CultureInfo.InvariantCulture)}");
    }

    /// <summary>Until which day (exclusive) the counts are removed; null for the first time.</summary>
    public async Task<DateOnly?> CountsRemovedUntilAsync(CancellationToken cancellationToken) =>
        await table.FindAsync(Days, Until, cancellationToken) is { } found ? DateOnly.ParseExact(found.Content, DayFormat, CultureInfo.InvariantCulture) : null;

    /// <summary>Removes the counts of a day that is over.</summary>
    /// <returns>How many people had counts.</returns>
    public async Task<int> RemoveCountsAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var partition = $"day {day.ToString(DayFormat, CultureInfo.InvariantCulture)}";
        var keys = await table.ScanKeysAsync(partition, null, null, cancellationToken).ToListAsync(cancellationToken);
        await table.DeleteAsync(partition, keys, cancellationToken);
        await table.WriteAsync(Days, [new(Until, day.AddDays(1).ToString(DayFormat, CultureInfo.InvariantCulture), Document.AnyVersion)], cancellationToken);
        return keys.Count;
    }

    private static string PartitionOf(Guid id) => $"request {id}";

    private static string ChunkKey(int number) => Key('c', number);

    private static string Key(char kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number:D5}");

    private static IEnumerable<Document> PiecesOf(CommunicationRequest resource) =>
        Pieces(Encoding.UTF8.GetString(FhirJson.Serialize(resource))).Select((piece, i) => new Document(Key('r', i), piece, Document.AnyVersion));

    private static IEnumerable<string> Pieces(string text)
    {
        for (var from = 0; from < text.Length;)
        {
            var length = Math.Min(PieceLength, text.Length - from);
            if (from + length < text.Length && char.IsHighSurrogate(text[from + length - 1]))
            {
                length--;
            }

            yield return text.Substring(from, length);
            from += length;
        }
    }
}
