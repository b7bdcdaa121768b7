namespace Mhero.Simulator;

/// <summary>The effect of a fault on a request. Created by the factories; the same effect may serve many rules.</summary>
public sealed record FaultEffect
{
    private FaultEffect()
    {
    }

    internal enum Kind
    {
        Answer,
        Delay,
        Hang,
        Drop,
        DropAfterWork,
        HangAfterWork,
        AnswerAfterWork,
        MalformedJson,
    }

    internal Kind What { get; private init; }

    internal int Status { get; private init; }

    internal string Body { get; private init; } = "";

    internal string ContentType { get; private init; } = "application/json";

    internal int? RetryAfter { get; private init; }

    internal TimeSpan Wait { get; private init; }

    /// <summary>The work is not done, and this is answered instead.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its media type.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect Answer(int status, string body, string contentType = "application/json") =>
        new() { What = Kind.Answer, Status = status, Body = body, ContentType = contentType };

    /// <summary>RapidPro's own 500, a line of text that calls itself HTML; nothing is saved.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect ServerError() =>
        Answer(500, "Server Error. Site administrators have been notified.", "text/html; charset=utf-8");

    /// <summary>A 500 with a page of HTML, as a web server in front answers; nothing is saved.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect ServerErrorPage() =>
        Answer(500, "<!DOCTYPE html><html><head><title>500</title></head><body><h1>Server Error (500)</h1></body></html>", "text/html");

    /// <summary>A proxy's 502; nothing is saved.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect BadGateway() =>
        Answer(502, "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>", "text/html");

    /// <summary>A refusal that no repeat will change; nothing is saved.</summary>
    /// <param name="body">The JSON body.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect BadRequest(string body = """{"non_field_errors":["Refused by a fault rule."]}""") => Answer(400, body);

    /// <summary>A 429; nothing is saved.</summary>
    /// <param name="retryAfterSeconds">The Retry-After header; null leaves it out, as RapidPro sometimes does.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect Throttled(int? retryAfterSeconds) =>
        Answer(429, retryAfterSeconds is { } wait
            ? $$"""{"detail":"Request was throttled. Expected available in {{wait}} seconds."}"""
            : """{"detail":"Request was throttled."}""") with
        { RetryAfter = retryAfterSeconds };

    /// <summary>The work is done, but this much later (by the wall clock).</summary>
    /// <param name="wait">How much later.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect Delay(TimeSpan wait) => new() { What = Kind.Delay, Wait = wait };

    /// <summary>Nothing is done and nothing answered until the client gives up.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect Hang() => new() { What = Kind.Hang };

    /// <summary>The connection is cut before the work is done.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect Drop() => new() { What = Kind.Drop };

    /// <summary>The connection is cut after the work was done: the answer is lost.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect DropAfterWork() => new() { What = Kind.DropAfterWork };

    /// <summary>The work is done, but nothing is answered until the client gives up.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect HangAfterWork() => new() { What = Kind.HangAfterWork };

    /// <summary>The work is done, but something else is answered: a proxy that lost patience, a worker that died over the answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its media type.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect AnswerAfterWork(int status, string body, string contentType = "application/json") =>
        new() { What = Kind.AnswerAfterWork, Status = status, Body = body, ContentType = contentType };

    /// <summary>RapidPro's own 500, although everything was saved.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect ServerErrorAfterWork() =>
        AnswerAfterWork(500, "Server Error. Site administrators have been notified.", "text/html; charset=utf-8");

    /// <summary>A proxy's 504, although everything was saved.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect GatewayTimeoutAfterWork() =>
        AnswerAfterWork(504, "<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center></body></html>", "text/html");

    /// <summary>The work is done, and only the first half of the body is answered, with a length that says it is all.</summary>
    /// <returns>The effect.</returns>
    public static FaultEffect MalformedJson() => new() { What = Kind.MalformedJson };
}
