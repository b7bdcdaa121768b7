using Mhero.Core;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Webhooks;
using Mhero.Core.Sync.Runs;

namespace Mhero.Functions.Http;

/// <summary>
/// The endpoint that RapidPro's calls come in by, whatever the shape of their bodies: secret, size, shape, queue. The contact
/// waits for the answer, so nothing else happens here.
/// </summary>
internal static class WebhookEndpoint
{
    /// <summary>Header with the secret; a resthook, which can send no header, has it as the query parameter <c>secret</c>.</summary>
    public const string SecretHeader = "X-Mhero-Secret";

    /// <summary>Header by which RapidPro marks calls of its own simulator.</summary>
    public const string ModeHeader = "X-Mailroom-Mode";

    /// <summary>More than any body whose run fits on the queue; RapidPro itself sends up to 256 KiB.</summary>
    private const int MaxBytes = 256 * 1024;

    /// <summary>Answers 202 with a small object that a flow can read as <c>@webhook.json</c>, or 4xx with what to change.</summary>
    public static async Task<IResult> EnterAsync(HttpRequest request, WebhookReceiver intake, RapidProOptions options, WebhookMetrics metrics, CancellationToken cancellationToken)
    {
        if (Refusal(request, options) is { } unauthorised)
        {
            return Refuse(metrics, unauthorised.Code, Problems.Of(unauthorised.Status, unauthorised.Code, unauthorised.Detail));
        }

        // RapidPro's older editor sends JSON without saying so, and some versions call it a form.
        var (body, problem) = await RequestBody.ReadAsync(request, MaxBytes, cancellationToken);
        if (problem is { } refusal)
        {
            return Refuse(metrics, refusal.Code, Problems.Of(refusal.Status, refusal.Code, refusal.Detail));
        }

        if (!WebhookBody.TryRead(body, out var run, out var problems))
        {
            return Refuse(
                metrics, problems[0].Code, Problems.Of(StatusCodes.Status400BadRequest, problems[0].Code, string.Join(' ', problems.Select(p => p.Message)), problems));
        }

        var isSimulation = string.Equals(request.Headers[ModeHeader].ToString(), "simulation", StringComparison.OrdinalIgnoreCase);
        var receipt = await intake.AcceptAsync(run, isSimulation, cancellationToken);
        return receipt.Answer switch
        {
            WebhookAnswer.TooLarge => Refuse(metrics, HttpCodes.TooManyResults, Problems.Of(
                StatusCodes.Status413PayloadTooLarge, HttpCodes.TooManyResults, "The results are too many for one message: add \"run\", object(\"uuid\", run.uuid) to the body, and the run is fetched from RapidPro instead.")),
            WebhookAnswer.Ignored => Results.Json(new { status = "ignored", reason = "simulation" }, statusCode: StatusCodes.Status202Accepted),
            _ => Results.Json(new { status = "accepted", run = receipt.Run }, statusCode: StatusCodes.Status202Accepted),
        };
    }

    private static IResult Refuse(WebhookMetrics metrics, string code, IResult answer)
    {
        metrics.Refused(code);
        return answer;
    }

    /// <summary>Why a call may not come in: no secret is set here, or the one that was sent is another. Null when it may.</summary>
    public static (int Status, string Code, string Detail)? Refusal(HttpRequest request, RapidProOptions options)
    {
        if (options.WebhookSecret is not { Length: > 0 } secret)
        {
            return (StatusCodes.Status503ServiceUnavailable, HttpCodes.WebhooksDisabled, "Webhooks are disabled: set Mhero__RapidPro__WebhookSecret, and send it as the header X-Mhero-Secret.");
        }

        var sent = request.Headers[SecretHeader].ToString() is { Length: > 0 } header ? header : request.Query["secret"].ToString();
        return IsSame(secret, sent)
            ? null
            : (StatusCodes.Status401Unauthorized, HttpCodes.WrongSecret, "The secret is missing or wrong: send the header X-Mhero-Secret, or the query parameter secret, as the operator of mHero set it.");
    }

    // Hashes are of one length and compared in constant time: neither the secret's length nor its beginning shows.
    internal static bool IsSame(string secret, string sent) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(sent)));
}
