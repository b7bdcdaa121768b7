using System.Globalization;
using System.Text.Json;
using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>All resthooks of the workspace. They are made in RapidPro's own pages, not here.</summary>
    public Task<IReadOnlyList<Resthook>> GetResthooksAsync(CancellationToken cancellationToken = default) =>
        _pipeline.GetAllAsync(RapidProEndpoint.Resthooks, "", RapidProJson.Default.PageBodyResthook, static resthook => resthook, cancellationToken);

    /// <summary>The addresses that resthooks call.</summary>
    /// <param name="resthook">The slug of one resthook; null for all. An unknown one has none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<ResthookSubscriber>> GetResthookSubscribersAsync(string? resthook, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("resthook", resthook);
        return _pipeline.GetAllAsync(
            RapidProEndpoint.ResthookSubscribers,
            parameters.ToString(),
            RapidProJson.Default.PageBodyResthookSubscriber,
            static subscriber => subscriber,
            cancellationToken);
    }

    /// <summary>Subscribes an address to a resthook. Sent once; RapidPro refuses a repeat, which does no harm.</summary>
    /// <param name="resthook">The resthook's slug.</param>
    /// <param name="target">What to call: an address that RapidPro can reach, so none on its own machine or network.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RapidProException">
    /// <see cref="RapidProException.IsAlreadySubscribed"/> when the resthook calls the address already,
    /// <see cref="RapidProException.IsUnknownResthook"/> when the workspace has no such resthook.
    /// </exception>
    public Task<ResthookSubscriber> SubscribeAsync(string resthook, Uri target, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new SubscriptionBody(resthook, target.AbsoluteUri), RapidProJson.Default.SubscriptionBody);
        return SendAsync(RapidProRequest.Create(RapidProEndpoint.ResthookSubscribers, body), RapidProJson.Default.ResthookSubscriber, cancellationToken);
    }

    /// <summary>Removes a subscriber. One that does not exist any more is not an error.</summary>
    /// <param name="id">The subscriber's number.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task UnsubscribeAsync(long id, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("id", id.ToString(CultureInfo.InvariantCulture));
        try
        {
            await _pipeline.SendAsync<object>(RapidProRequest.Delete(RapidProEndpoint.ResthookSubscribers, parameters.ToString()), null, cancellationToken);
        }
        catch (RapidProException error) when (error.Kind == RapidProErrorKind.NotFound)
        {
            // The first of two tries may have done it and lost its answer.
        }
    }
}
