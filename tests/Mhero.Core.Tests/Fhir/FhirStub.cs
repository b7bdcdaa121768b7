using Mhero.Core.Fhir;
using Microsoft.Extensions.Logging.Abstractions;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Mhero.Core.Tests.Fhir;

/// <summary>A FHIR server that gives prepared answers, one after another, and a gateway that talks to it.</summary>
internal sealed class FhirStub : IDisposable
{
    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly Queue<Answer> _answers;
    private readonly List<IRequestMessage> _requests = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public FhirStub(params Answer[] answers)
    {
        _answers = new Queue<Answer>(answers);
        _server.Given(Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithCallback(NextAsync));
        Options = new FhirOptions
        {
            BaseUrl = new Uri(_server.Url + "/fhir"),
            RetryBaseDelay = TimeSpan.FromMilliseconds(1),

            // A test of time-outs sets its own; any other must not be repeated because the machine is busy.
            RequestTimeout = TimeSpan.FromMinutes(2),
        };
    }

    public FhirOptions Options { get; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Func<CancellationToken, Task<FhirToken>>? FetchToken { get; init; }

    public string Url => _server.Url!;

    /// <summary>What came in, in its order.</summary>
    public IReadOnlyList<IRequestMessage> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public FhirGateway Gateway => field ??= new FhirGateway(_http, Options, Clock, NullLogger<FhirGateway>.Instance, FetchToken);

    public static string? Header(IRequestMessage request, string name) =>
        request.Headers is { } headers && headers.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    public void Add(params Answer[] more)
    {
        lock (_requests)
        {
            Array.ForEach(more, _answers.Enqueue);
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        Gateway.Dispose();
        _http.Dispose();
        _server.Dispose();
        _ended.Dispose();
    }

    private async Task<IResponseMessage> NextAsync(IRequestMessage request)
    {
        Answer? answer;
        lock (_requests)
        {
            _requests.Add(request);
            _answers.TryDequeue(out answer);
        }

        answer ??= new Answer(599) { Body = "No answer was prepared" };
        if (answer.Delay > TimeSpan.Zero)
        {
            await Task.Delay(answer.Delay, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var headers = answer.Headers.ToDictionary(header => header.Key, header => new WireMockList<string>(header.Value));
        headers["Content-Type"] = new WireMockList<string>(answer.ContentType);
        return new ResponseMessage
        {
            StatusCode = answer.Status,
            Headers = headers,
            BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = answer.Body },
        };
    }
}
