using System.Net;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Fixtures;
using Mhero.MemoryFhir;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Fhir;

/// <summary>A FHIR server in memory for <see cref="ServerProbe"/>, whose requests and answers a test changes on their way.</summary>
internal sealed class ProbedServer : IDisposable
{
    /// <summary>Its base.</summary>
    public const string Root = "https://registry.example.org/fhir/";

    private readonly MemoryApp _app;

    public ProbedServer(FhirTraits? traits = null)
    {
        _app = new MemoryApp(new LookingTime(), Answer);
        Server = new FhirServer(Root, () => _app.Time.GetUtcNow() + RecordsAhead, traits ?? new FhirTraits { TakesClientIds = true })
        {
            FailEntry = call => Entry(call) ?? (call.Method == "PATCH" ? 405 : null),
        };
    }

    public FhirServer Server { get; }

    /// <summary>Answers an entry of a batch by a status of its own; null for the server's answer.</summary>
    public Func<FhirCall, int?> Entry { get; set; } = _ => null;

    /// <summary>Answers a request instead of the server, given its address and body; null for the server's answer.</summary>
    public Func<HttpRequestMessage, string, HttpResponseMessage?> Instead { get; set; } = (_, _) => null;

    /// <summary>Changes the address of a request.</summary>
    public Func<string, string> Url { get; set; } = url => url;

    /// <summary>Changes the body of a request.</summary>
    public Func<string, string> Body { get; set; } = body => body;

    /// <summary>Changes the body of an answer, given the address of the request.</summary>
    public Func<string, string, string> Reply { get; set; } = (_, body) => body;

    /// <summary>How far the server's clock is ahead in the times of its records.</summary>
    public TimeSpan RecordsAhead { get; set; }

    /// <summary>How far it is ahead in the header Date; null for no such header.</summary>
    public TimeSpan? DateAhead { get; set; } = TimeSpan.Zero;

    public static HttpResponseMessage Refusal(int status) => AnsweringHandler.Fhir("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}""", status);

    public Task<IReadOnlyList<ServerFinding>> ProbeAsync() => new ServerProbe(_app.Get<FhirGateway>(), _app.Time).RunAsync(CancellationToken.None);

    public void Dispose() => _app.Dispose();

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var body = Body(request.Content is { } content ? new StreamReader(content.ReadAsStream()).ReadToEnd() : "");
        var url = Url(request.RequestUri!.AbsoluteUri);
        var answer = Instead(request, body);
        if (answer is null && request.Method == HttpMethod.Patch)
        {
            answer = Refusal(405);
        }

        if (answer is null)
        {
            var given = Server.Handle(new FhirCall(request.Method.Method, url) { Body = Encoding.UTF8.GetBytes(body) });
            answer = new HttpResponseMessage((HttpStatusCode)given.Status)
            {
                Content = new StringContent(Reply(url, given.Body is null ? "" : Encoding.UTF8.GetString(given.Body)), Encoding.UTF8, "application/fhir+json"),
            };
        }

        answer.Headers.Date = DateAhead is { } ahead ? _app.Time.GetUtcNow() + ahead : null;
        return answer;
    }

    /// <summary>A clock on which the half second between two looks passes at once, and no other time.</summary>
    private sealed class LookingTime() : FakeTimeProvider(MemoryApp.Start)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TimeSpan.FromMilliseconds(500))
            {
                // Not within the call: the caller does not have its timer yet.
                ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
            }

            return timer;
        }
    }
}
