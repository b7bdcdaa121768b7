using System.Net;
using System.Text.RegularExpressions;

namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// Turns an unsuccessful answer into a <see cref="RapidProException"/>. By status first; texts are read only
/// where one status means several things.
/// </summary>
internal static partial class RapidProErrors
{
    /// <summary>The wait when a 429 names no time: long enough for a rolling hour to free some requests.</summary>
    public static readonly TimeSpan DefaultThrottleWait = TimeSpan.FromSeconds(60);

    // A date from a clock that is wrong must not stop the process for weeks.
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(24);

    public static async Task<RapidProException> ReadAsync(
        HttpResponseMessage response, RapidProRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await RapidProErrorBody.ReadAsync(response, cancellationToken);
        if ((int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout || IsUnexplained(response, body))
        {
            request.AnswerLost();
        }

        (var kind, var code, var message) = Classify(response, request, body);
        var wait = Wait(response, body, time);
        return new RapidProException(kind, code, message)
        {
            Status = (int)response.StatusCode,
            RetryAfter = kind == RapidProErrorKind.Throttled ? wait ?? DefaultThrottleWait : wait,
            Errors = body.Errors,
            MayHaveBeenDone = request.MayHaveBeenDone,
        };
    }

    private static (RapidProErrorKind Kind, string Code, string Message) Classify(
        HttpResponseMessage response, RapidProRequest request, RapidProErrorBody body)
    {
        var status = (int)response.StatusCode;
        var what = $"{request} (HTTP {status.ToString(CultureInfo.InvariantCulture)})";
        return status switch
        {
            >= 300 and < 400 => (RapidProErrorKind.Configuration, RapidProErrorCodes.WrongAddress,
                $"RapidPro redirects {what}{Target(response)}: set Mhero__RapidPro__BaseUrl to the address that it redirects to."),
            403 when Says(body, "Cannot modify system object") => Refused(what, body),
            401 or 403 => (RapidProErrorKind.Configuration, RapidProErrorCodes.TokenRefused,
                $"RapidPro refuses the token for {what}: set Mhero__RapidPro__Token to a valid token of an Administrator or Editor of the workspace."),
            404 or 405 when !body.IsJson => (RapidProErrorKind.Configuration, RapidProErrorCodes.WrongAddress,
                $"The configured address has no RapidPro API, {what}: check Mhero__RapidPro__BaseUrl."),
            404 when request.IsWrite && request.Endpoint == RapidProEndpoint.Contacts => (RapidProErrorKind.NotFound, RapidProErrorCodes.UnknownContact,
                $"RapidPro does not know the contact of {what}; it may have been deleted."),
            404 => (RapidProErrorKind.NotFound, RapidProErrorCodes.NotFound, $"RapidPro does not know the object that {what} names."),
            429 => (RapidProErrorKind.Throttled, RapidProErrorCodes.Throttled, $"RapidPro's quota is used up, {what}."),
            408 or >= 500 => (RapidProErrorKind.Transient, RapidProErrorCodes.ServerError, $"RapidPro failed to answer {what}."),
            400 when Says(body, "workspace is currently suspended") || Says(body, "workspace is currently flagged") =>
                (RapidProErrorKind.Configuration, RapidProErrorCodes.WorkspaceSuspended,
                    $"The RapidPro workspace is suspended or flagged and refuses {what}: ask the operator of RapidPro to lift it."),
            400 when Says(body, "not allowed for anonymous") => (RapidProErrorKind.Configuration, RapidProErrorCodes.WorkspaceAnonymous,
                $"The RapidPro workspace is anonymous and refuses URNs, {what}: use a workspace that shows them."),
            400 when body.IsCut => (RapidProErrorKind.Transient, RapidProErrorCodes.ConnectionLost, $"The connection to RapidPro broke within its refusal of {what}."),
            400 when IsUnexplained(response, body) => (RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer,
                $"The refusal of {what} is not an answer of RapidPro's API: check for a proxy before it."),
            _ => Refused(what, body),
        };
    }

    // RapidPro gives its objections as JSON. A proxy's refusal says nothing about the record, and a refusal without its end does not say what it is about:
    // RapidPro refuses a broadcast for one recipient that it does not know.
    private static bool IsUnexplained(HttpResponseMessage response, RapidProErrorBody body) =>
        response.StatusCode == HttpStatusCode.BadRequest && (!body.IsJson || body.IsCut);

    private static (RapidProErrorKind Kind, string Code, string Message) Refused(string what, RapidProErrorBody body)
    {
        var paths = string.Join(", ", body.Errors.Select(error => error.Path).Where(path => path.Length > 0).Distinct().Take(5));
        return (RapidProErrorKind.Permanent, RapidProErrorCodes.Refused, $"RapidPro refuses {what}{(paths.Length > 0 ? $" because of {paths}" : "")}.");
    }

    private static bool Says(RapidProErrorBody body, string text) =>
        body.Errors.Any(error => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));

    // Scheme and host alone: the rest of the address repeats our parameters.
    private static string Target(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } location ? $" to {location.Scheme}://{location.Authority}" : "";

    private static TimeSpan? Wait(HttpResponseMessage response, RapidProErrorBody body, TimeProvider time)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? time.GetUtcNow()),
            _ => null,
        };
        if (wait is null && response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            foreach (var error in body.Errors)
            {
                if (AvailableIn().Match(error.Message) is { Success: true } match)
                {
                    wait = TimeSpan.FromSeconds(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
                }
            }
        }

        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, MaxWait.Ticks));
    }

    [GeneratedRegex(@"available in (\d{1,9}(?:\.\d{1,3})?) second", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AvailableIn();
}
