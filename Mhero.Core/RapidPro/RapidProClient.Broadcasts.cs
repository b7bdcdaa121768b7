using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>
    /// Sends a message to many contacts. Sent once: when <see cref="RapidProException.MayHaveBeenDone"/>, look for a
    /// broadcast that <see cref="Broadcast.Matches"/> before trying again.
    /// </summary>
    /// <param name="broadcast">The recipients and the texts.</param>
    /// <param name="cancellationToken">Stops it; the message may have been sent anyway.</param>
    /// <returns>The broadcast. Its messages do not exist yet: RapidPro creates them later, one by one.</returns>
    /// <exception cref="ArgumentException">The list of contacts is empty or too long; nothing was sent.</exception>
    /// <exception cref="RapidProException">
    /// Permanent when a text is too long, a language is not one of RapidPro's or a contact is unknown: then no message is sent.
    /// </exception>
    public Task<Broadcast> CreateBroadcastAsync(BroadcastWrite broadcast, CancellationToken cancellationToken = default)
    {
        BroadcastBody body = new(Recipients(broadcast.Contacts, BroadcastWrite.MaxContacts), broadcast.Text, broadcast.BaseLanguage);
        return SendAsync(
            RapidProRequest.Send(RapidProEndpoint.Broadcasts, JsonSerializer.SerializeToUtf8Bytes(body, RapidProJson.Default.BroadcastBody)),
            RapidProJson.Default.Broadcast,
            cancellationToken);
    }

    /// <summary>All pages of broadcasts, newest first, each read when it is asked for.</summary>
    /// <param name="after">Only broadcasts made at this time or later (inclusive, to the microsecond); null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<Page<Broadcast>> GetBroadcastPagesAsync(DateTimeOffset? after, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("after", after);
        return _pipeline.GetPagesAsync(RapidProEndpoint.Broadcasts, parameters.ToString(), RapidProJson.Default.PageBodyBroadcast, cancellationToken);
    }

    // RapidPro makes one message or run of a contact that is named twice, but counts it twice against its limit.
    private static Guid[] Recipients(IReadOnlyList<Guid> contacts, int max)
    {
        Guid[] distinct = [.. contacts.Distinct()];
        return distinct.Length is 0 || distinct.Length > max
            ? throw new ArgumentException($"There are {distinct.Length} contacts; RapidPro takes 1 to {max}.", nameof(contacts))
            : distinct;
    }
}
