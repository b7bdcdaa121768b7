using Azure;
using Mhero.MemoryFhir;

namespace Mhero.FaultSimulation.Worlds;

/// <content>The operations of the instances on the storage, RapidPro and the registry, with the faults that the schedule decides.</content>
internal sealed partial class World
{
    /// <summary>Does an operation on the storage as the schedule wants it.</summary>
    public T ThroughStorage<T>(string operation, Func<T> work)
    {
        if (FailsOf?.Invoke(operation) == true)
        {
            throw new RequestFailedException(503, "The server is busy.", "ServerBusy", null);
        }

        if (!IsFaulty || !Chance(Plan.StorageFaults))
        {
            return work();
        }

        if (Random.Next(2) == 0)
        {
            Note("fails before: " + operation);
            throw new RequestFailedException(503, "The server is busy.", "ServerBusy", null);
        }

        Note("fails after: " + operation);
        work();
        throw new RequestFailedException(500, "The operation could not be completed.", "InternalError", null);
    }

    /// <summary>Sends a request as the schedule wants it.</summary>
    public (HttpFault HttpFault, HttpResponseMessage? Response) ThroughHttp(string what, bool writes, byte[] body, Func<HttpResponseMessage> work)
    {
        var text = FaultOf is null && AnswerOf is null ? "" : System.Text.Encoding.UTF8.GetString(body);
        HttpRequests++;
        RapidProWrites += writes && what.StartsWith("rapidpro", StringComparison.Ordinal) ? 1 : 0;
        if (AnswerOf?.Invoke(what, text) is { } answer)
        {
            return (HttpFault.None, answer);
        }

        var outcome = FaultOf?.Invoke(what, text) ?? (IsFaulty && Chance(Plan.HttpFaults) ? (HttpFault)Random.Next(1, (int)HttpFault.CutBody + 1) : HttpFault.None);
        if (outcome != HttpFault.None)
        {
            Note($"{outcome}: {what}");
        }

        if (TraceAll && writes)
        {
            Note($"{what} has the body {System.Text.Encoding.UTF8.GetString(body)}");
        }

        return (outcome, outcome switch
        {
            HttpFault.FailBefore => SideHandler.Refusal(new[] { 500, 502, 503, 504 }[Random.Next(4)], null),
            HttpFault.Throttled => SideHandler.Refusal(429, RetryAfterSeconds[Random.Next(RetryAfterSeconds.Length)]),
            HttpFault.ThrottledBare => SideHandler.Refusal(429, null),
            HttpFault.ConnectionRefused or HttpFault.HangBefore => null,
            HttpFault.FailAfter => Refused(work()),
            _ => work(),
        });

        HttpResponseMessage Refused(HttpResponseMessage lost)
        {
            lost.Dispose();
            return SideHandler.Refusal(new[] { 500, 502, 504 }[Random.Next(3)], null);
        }
    }

    public HttpResponseMessage AnswerOfRapidPro(HttpRequestMessage request, byte[] body)
    {
        var answer = _rapidPro.SendAsync(request, CancellationToken.None);
        var response = answer.IsCompleted ? answer.GetAwaiter().GetResult() : throw new InvalidOperationException("The simulator waits for something.");
        response.Headers.Date = Clock.Now + Plan.RapidProClock;
        return response;
    }

    public HttpResponseMessage AnswerOfRegistry(HttpRequestMessage request, byte[] body)
    {
        string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.First() : null;
        var answer = Registry.Handle(new FhirCall(request.Method.Method, request.RequestUri!.OriginalString) { Body = body, IfMatch = Header("If-Match"), IfNoneExist = Header("If-None-Exist") });
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)answer.Status)
        {
            Content = new ByteArrayContent(answer.Body ?? []) { Headers = { ContentType = new("application/fhir+json", "utf-8") } },
        };
        response.Headers.Date = Clock.Now + Plan.RegistryClock;
        if (answer.Version is { } version)
        {
            response.Headers.TryAddWithoutValidation("ETag", $"W/\"{version}\"");
        }

        if (answer.Location is { } location)
        {
            response.Headers.TryAddWithoutValidation("Location", $"{RegistryRoot}{location}/_history/{answer.Version}");
        }

        return response;
    }
}
