namespace Mhero.Simulator.Pages;

/// <summary>A fault rule as JSON. <c>effect</c> is required; everything else narrows it down.</summary>
internal sealed record FaultRequest
{
    public const string Help =
        "Give {\"effect\": \"answer\" (with status and body), \"serverError\", \"serverErrorPage\", \"badGateway\", \"badRequest\", " +
        "\"throttled\" (retryAfter), \"delay\" (delayMs), \"hang\", \"drop\", \"dropAfterWork\", \"hangAfterWork\", " +
        "\"serverErrorAfterWork\", \"gatewayTimeoutAfterWork\" or \"malformedJson\"}, and if you like method, endpoint, bodyContains, queryContains, times, everyNth.";

    public string? Effect { get; init; }

    public string? Method { get; init; }

    public string? Endpoint { get; init; }

    public string? BodyContains { get; init; }

    public string? QueryContains { get; init; }

    public int? Times { get; init; }

    public int EveryNth { get; init; } = 1;

    public int Status { get; init; } = 500;

    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "application/json";

    public int? RetryAfter { get; init; }

    public int DelayMs { get; init; }

    /// <summary>The rule, or null when it says nothing that <see cref="Help"/> describes.</summary>
    public FaultRule? ToRule()
    {
        var effect = Effect switch
        {
            "answer" => FaultEffect.Answer(Status, Body, ContentType),
            "serverError" => FaultEffect.ServerError(),
            "serverErrorPage" => FaultEffect.ServerErrorPage(),
            "badGateway" => FaultEffect.BadGateway(),
            "badRequest" => FaultEffect.BadRequest(),
            "throttled" => FaultEffect.Throttled(RetryAfter),
            "delay" => FaultEffect.Delay(TimeSpan.FromMilliseconds(DelayMs)),
            "hang" => FaultEffect.Hang(),
            "drop" => FaultEffect.Drop(),
            "dropAfterWork" => FaultEffect.DropAfterWork(),
            "hangAfterWork" => FaultEffect.HangAfterWork(),
            "serverErrorAfterWork" => FaultEffect.ServerErrorAfterWork(),
            "gatewayTimeoutAfterWork" => FaultEffect.GatewayTimeoutAfterWork(),
            "malformedJson" => FaultEffect.MalformedJson(),
            _ => null,
        };
        if (effect is null || EveryNth < 1 || Status is < 200 or > 599)
        {
            return null;
        }

        return new FaultRule(effect)
        {
            Method = Method?.ToUpperInvariant(),
            Endpoint = Endpoint,
            Times = Times,
            EveryNth = EveryNth,
            When = BodyContains is null && QueryContains is null ? null : request =>
                (BodyContains is null || request.Body.Contains(BodyContains, StringComparison.Ordinal))
                && (QueryContains is null || request.Query.Contains(QueryContains, StringComparison.Ordinal)),
        };
    }

    public static object Describe(FaultRule rule) => new
    {
        effect = rule.Effect.What.ToString(),
        method = rule.Method,
        endpoint = rule.Endpoint,
        times = rule.Times,
        everyNth = rule.EveryNth,
        applied = rule.Applied,
    };
}
