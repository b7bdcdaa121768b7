using System.Net;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>Brings the requests of an instance to one of the two sides, and the answers back: each is an operation that waits for its turn.</summary>
internal sealed class SideHandler(World world, Instance instance, string side, Func<HttpRequestMessage, byte[], HttpResponseMessage> answer) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var what = $"{side} {request.Method} {request.RequestUri!.PathAndQuery}";
        var (outcome, response) = await world.StepAsync(instance, what, () => world.ThroughHttp(what, request.Method != HttpMethod.Get, body, () => answer(request, body))).ConfigureAwait(false);
        if (outcome is HttpFault.HangBefore or HttpFault.HangAfter)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        await world.StepAsync(instance, "answer to " + what, () => true).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        switch (outcome)
        {
            case HttpFault.ConnectionRefused:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "refused by the schedule");
            case HttpFault.LostAfter:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost by the schedule");
            case HttpFault.CutBody:
                var bytes = await response!.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                var headers = response.Content.Headers.ContentType;
                response.Content = new StreamContent(new CutStream(bytes[..(bytes.Length / 2)])) { Headers = { ContentType = headers } };
                return response;
            default:
                return response!;
        }
    }

    /// <summary>Answers by the schedule instead of the side.</summary>
    public static HttpResponseMessage Refusal(int status, int? retryAfter)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("refused by the schedule") };
        if (retryAfter is { } seconds)
        {
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        }

        return response;
    }

    /// <summary>A body whose connection breaks after its last byte; it cannot seek, as a network stream cannot.</summary>
    private sealed class CutStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        // The other ways of reading lead here in a type that is derived from MemoryStream.
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : count == 0 ? 0 : throw new HttpIOException(HttpRequestError.ResponseEnded, "cut by the schedule");
    }
}
