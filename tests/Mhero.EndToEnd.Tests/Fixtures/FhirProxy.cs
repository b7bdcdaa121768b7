using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>What happens to a request on its way to the registry.</summary>
public enum FhirFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>503, and nothing is done.</summary>
    Unavailable,

    /// <summary>429 with a second to wait, and nothing is done.</summary>
    Throttled,

    /// <summary>401, and nothing is done.</summary>
    Unauthorized,

    /// <summary>422 with an OperationOutcome that says the same each time, and nothing is done.</summary>
    Rejected,

    /// <summary>The connection is cut before the work is done.</summary>
    Drop,

    /// <summary>The work is done, and the connection cut.</summary>
    DropAfterWork,

    /// <summary>The work is done, and nothing answered until the client gives up.</summary>
    HangAfterWork,

    /// <summary>The work is done, and the answer is 200 with a page of HTML, as of a proxy that wants a login.</summary>
    Html,

    /// <summary>The work is done, and the answer is cut off within its JSON.</summary>
    Truncated,

    /// <summary>The work is done, and the answer is 200 without content.</summary>
    Empty,

    /// <summary>Nothing is done, and the answer is 400 of a proxy.</summary>
    ForeignRefusal,

    /// <summary>Nothing is done, and the answer is 200 with 412 for each entry of the batch.</summary>
    EntriesOutdated,
}

/// <summary>A request as the registry gets it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query.</param>
/// <param name="Body">Its body; empty when there is none.</param>
public sealed record FhirCall(string Method, string Path, string Body)
{
    /// <summary>What it writes: method and resource type of each entry of a bundle, or of the request itself.</summary>
    public IEnumerable<string> Writes => Method is "GET" || Path.EndsWith("/_search", StringComparison.Ordinal)
        ? []
        : Body.Length > 0 && JsonNode.Parse(Body)!["entry"] is JsonArray entries
            ? entries.Select(e => $"{e!["request"]!["method"]} {e["request"]!["url"]!.GetValue<string>().Split('/', '?')[0]}").Where(w => !w.StartsWith("GET", StringComparison.Ordinal))
            : [$"{Method} {Path.Split('?')[0].Split('/')[2]}"];
}

/// <summary>Stands before the FHIR server: counts what is written, and fails when told so.</summary>
public sealed class FhirProxy : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Content-Length", "Connection", "Transfer-Encoding", "Expect", "Keep-Alive"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ConcurrentQueue<FhirCall> _calls = new();
    private readonly Uri _target;
    private readonly WebApplication _host;

    private FhirProxy(Uri target)
    {
        _target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        _host = builder.Build();
        _host.Run(AnswerAsync);
    }

    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Says of each request what happens to it.</summary>
    public Func<FhirCall, FhirFault> Plan { get; set; } = _ => FhirFault.None;

    /// <summary>What happens before a request is passed on.</summary>
    public Func<FhirCall, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>How far the <c>Date</c> header is ahead of the server's clock; negative when it is behind.</summary>
    public TimeSpan DateSkew { get; set; }

    /// <summary>Changes the text of an answer before it is passed on.</summary>
    public Func<FhirCall, string, string> Rewrite { get; set; } = (_, answer) => answer;

    /// <summary>How many requests a fault befell.</summary>
    public int Faults { get; private set; }

    /// <summary>All requests since the last <see cref="Reset"/>.</summary>
    public IReadOnlyList<FhirCall> Calls => [.. _calls];

    public static async Task<FhirProxy> StartAsync(Uri server)
    {
        var proxy = new FhirProxy(new Uri(server.GetLeftPart(UriPartial.Authority)));
        await proxy._host.StartAsync();
        proxy.BaseUrl = new Uri(new Uri(proxy._host.Urls.Single()), server.AbsolutePath);
        return proxy;
    }

    /// <summary>Forgets the calls, and plans no faults any more.</summary>
    public void Reset()
    {
        _calls.Clear();
        (Plan, Before, Faults) = (_ => FhirFault.None, _ => Task.CompletedTask, 0);
        (DateSkew, Rewrite) = (TimeSpan.Zero, (_, answer) => answer);
    }

    /// <summary>How many resources of a type were sent to be written or deleted since the last <see cref="Reset"/>.</summary>
    public int Writes(string type) => _calls.SelectMany(c => c.Writes).Count(w => w.EndsWith(" " + type, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var call = new FhirCall(context.Request.Method, context.Request.GetEncodedPathAndQuery(), Encoding.UTF8.GetString(body.ToArray()));
        _calls.Enqueue(call);
        await Before(call);
        var fault = Plan(call);
        Faults += fault == FhirFault.None ? 0 : 1;
        switch (fault)
        {
            case FhirFault.Unavailable:
                context.Response.StatusCode = 503;
                return;
            case FhirFault.Throttled:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return;
            case FhirFault.Unauthorized:
                context.Response.StatusCode = 401;
                return;
            case FhirFault.Rejected:
                context.Response.StatusCode = 422;
                context.Response.ContentType = "application/fhir+json";
                await context.Response.WriteAsync("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","diagnostics":"The profile of this server wants an employer."}]}""");
                return;
            case FhirFault.Drop:
                context.Abort();
                return;
            case FhirFault.ForeignRefusal:
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("<html>Bad Request</html>");
                return;
            case FhirFault.EntriesOutdated:
                var entries = JsonNode.Parse(body.ToArray())!["entry"]!.AsArray().Select(_ => """{"response":{"status":"412"}}""");
                context.Response.ContentType = "application/fhir+json";
                await context.Response.WriteAsync($$"""{"resourceType":"Bundle","type":"batch-response","entry":[{{string.Join(',', entries)}}]}""");
                return;
            default:
                await ForwardAsync(context, call, body.ToArray(), fault);
                return;
        }
    }

    private async Task ForwardAsync(HttpContext context, FhirCall call, byte[] body, FhirFault fault)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(_target, call.Path)) { Content = body.Length > 0 ? new ByteArrayContent(body) : null };
        foreach (var (name, values) in context.Request.Headers.Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            // The Host goes along, so that the server's links lead back here.
            if (!request.Headers.TryAddWithoutValidation(name, values.ToString()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToString());
            }
        }

        using var response = await _client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (fault == FhirFault.DropAfterWork)
        {
            context.Abort();
            return;
        }

        if (fault == FhirFault.HangAfterWork)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        if (fault is FhirFault.Html or FhirFault.Empty)
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync(fault == FhirFault.Html ? "<html><form>Log in</form></html>" : "");
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + DateSkew).ToString("R", CultureInfo.InvariantCulture);
        answer = fault == FhirFault.Truncated ? answer[..(answer.Length / 2)] : Encoding.UTF8.GetBytes(Rewrite(call, Encoding.UTF8.GetString(answer)));
        if (answer.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer);
        }
    }
}
