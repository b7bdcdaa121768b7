using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Changes;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>/api/fhir/changes</c>: a FHIR Subscription (POST, or PUT and DELETE below <c>{type}/{id}</c> when it brings the resource)
/// or Event Grid notifies of a change in the registry. docs/operations.md explains how to register either.
/// </summary>
/// <param name="changes">Orders the readings of the registry.</param>
/// <param name="options">Holds the secret.</param>
public sealed class ReceiveChange(RegistryChanges changes, IOptions<RapidProOptions> options)
{
    /// <summary>The most that Event Grid sends at once.</summary>
    private const int MaxBytes = 1024 * 1024;

    private const string OriginHeader = "WebHook-Request-Origin";

    /// <summary>Answers 202 without a body once a look is on the queue, 200 to a handshake, or 401 and 503 without the secret.</summary>
    [Function(nameof(ReceiveChange))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", "put", "delete", "options", Route = "fhir/changes/{type?}/{id?}")] HttpRequest request,
        string? type,
        string? id,
        CancellationToken cancellationToken)
    {
        if (WebhookEndpoint.Refusal(request, options.Value) is { } unauthorised)
        {
            return Problems.Of(unauthorised.Status, unauthorised.Code, unauthorised.Detail);
        }

        if (HttpMethods.IsOptions(request.Method))
        {
            // CloudEvents' handshake: https://github.com/cloudevents/spec/blob/v1.0/http-webhook.md
            request.HttpContext.Response.Headers["WebHook-Allowed-Origin"] = request.Headers[OriginHeader];
            request.HttpContext.Response.Headers["WebHook-Allowed-Rate"] = "*";
            return Results.Ok();
        }

        // A body that is too large is still a change: nothing but its type matters.
        var (body, problem) = await RequestBody.ReadAsync(request, MaxBytes, cancellationToken);
        var notice = ChangeNoticeReader.Read(problem is null ? body : default, type);
        if (notice.ValidationCode is { } code)
        {
            return Results.Json(new { validationResponse = code });
        }

        await changes.AcceptAsync(notice, cancellationToken);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
