using Microsoft.AspNetCore.Http;

namespace Mhero.Simulator.Api;

/// <summary>Takes one request from the wire to its answer: latency, faults, credentials, quota, endpoint.</summary>
internal sealed class ApiHandler
{
    private const string NotFoundPage = "<!DOCTYPE html>\n<html><head><title>Not Found</title></head><body><h1>Not Found</h1></body></html>";

    private readonly RapidProSimulator _simulator;
    private readonly RapidProSimulatorOptions _options;
    private readonly ProfileRules _rules;
    private readonly ApiRouter _router;
    private readonly Quota? _quota;

    public ApiHandler(RapidProSimulator simulator)
    {
        _simulator = simulator;
        _options = simulator.Options;
        _rules = new ProfileRules(_options.Profile);
        _router = new ApiRouter(new ApiContext(simulator.Workspace, _rules, _options.TimeProvider), _options.HasDefinitions);
        _quota = _options.Throttle ? new Quota(_options.TimeProvider, _options.QuotaWindow, scope => _options.RequestsPerHour ?? _rules.RequestsPerHour(scope)) : null;
    }

    public async Task HandleAsync(HttpContext http, CancellationToken stopping)
    {
        var endpoint = _router.Find(http.Request.Path.Value, out var json);
        var body = await ReadBodyAsync(http);
        var name = endpoint?.Name ?? http.Request.Path.Value![ApiRouter.Root.Length..];
        var seen = new SimulatedRequest(_options.TimeProvider.GetUtcNow(), http.Request.Method, name, http.Request.QueryString.Value ?? "", body);
        _simulator.Requests.Add(seen);
        if (_options.Latency > TimeSpan.Zero)
        {
            await Task.Delay(_options.Latency, _options.TimeProvider, stopping);
        }

        var fault = _simulator.Faults.Find(seen);
        switch (fault?.What)
        {
            case FaultEffect.Kind.Drop:
                http.Abort();
                return;
            case FaultEffect.Kind.Hang:
                await HangAsync(http, stopping);
                return;
            case FaultEffect.Kind.Delay:
                await Task.Delay(fault.Wait, _options.TimeProvider, stopping);
                break;
        }

        using var answer = fault is { What: FaultEffect.Kind.Answer }
            ? ApiResponse.Text(fault.Status, fault.Body, fault.ContentType, fault.RetryAfter)
            : await WorkAsync(http, endpoint, json, body, stopping);
        switch (fault?.What)
        {
            case FaultEffect.Kind.DropAfterWork:
                http.Abort();
                return;
            case FaultEffect.Kind.HangAfterWork:
                await HangAsync(http, stopping);
                return;
            case FaultEffect.Kind.AnswerAfterWork:
                using (var other = ApiResponse.Text(fault.Status, fault.Body, fault.ContentType))
                {
                    seen.Status = other.Status;
                    await SendAsync(http.Response, other, cut: false);
                }

                return;
            default:
                seen.Status = answer.Status;
                await SendAsync(http.Response, answer, cut: fault is { What: FaultEffect.Kind.MalformedJson });
                return;
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is > 0 and < 1 << 20)
        {
            var body = new byte[http.Request.ContentLength.Value];
            await http.Request.Body.ReadExactlyAsync(body, http.RequestAborted);
            return body;
        }

        if (http.Request.ContentLength is 0 || HttpMethods.IsGet(http.Request.Method))
        {
            return [];
        }

        using var copy = new MemoryStream();
        await http.Request.Body.CopyToAsync(copy, http.RequestAborted);
        return copy.ToArray();
    }

    /// <summary>
    /// What mailroom has to do is done before the answer goes out, although the answer does not know of it: a test that has its
    /// answer can count. A client that gave up changes nothing about it.
    /// </summary>
    private async Task<ApiResponse> WorkAsync(HttpContext http, Endpoint? endpoint, bool json, byte[] body, CancellationToken stopping)
    {
        await _simulator.Workspace.CatchUpAsync(stopping);
        var answer = Work(http, endpoint, json, body);
        await _simulator.Workspace.CatchUpAsync(stopping);
        return answer;
    }

    private ApiResponse Work(HttpContext http, Endpoint? endpoint, bool json, byte[] body)
    {
        if (endpoint is null)
        {
            return ApiResponse.Text(404, NotFoundPage, "text/html; charset=utf-8");
        }

        var headers = http.Response.Headers;
        headers.Allow = endpoint.Allow;
        headers.Vary = "Accept, Cookie";
        var role = Credentials.Check(http.Request.Headers.Authorization, _simulator.Workspace, out var refusal);
        if (role is null)
        {
            return ApiResponse.Detail(403, refusal);
        }

        var (header, value) = _rules.WorkspaceHeader(_simulator.Workspace.Uuid);
        headers[header] = value;
        var method = http.Request.Method;
        var undocumented = !json && endpoint.Name.Length > 0;
        var isSurveyor = role == SimulatedTokenRole.Surveyor;
        if ((method == "POST" && (undocumented || isSurveyor)) || (isSurveyor && !endpoint.IsForSurveyors))
        {
            return ApiResponse.Detail(403, "You do not have permission to perform this action.");
        }

        if (_quota?.Refuse(endpoint.Scope) is { } wait)
        {
            var unit = wait == 1 ? "second" : "seconds";
            return ApiResponse.Detail(429, $"Request was throttled. Expected available in {wait} {unit}.", wait == 0 ? null : wait);
        }

        if (undocumented && method == "GET")
        {
            return ApiResponse.Text(200, endpoint.Undocumented, "application/json");
        }

        return endpoint.Answer(new ApiRequest(http.Request, body, _options.PageSize)) ?? ApiResponse.Detail(405, $"Method \"{method}\" not allowed.");
    }

    /// <summary>Waits until the client gives up, or the simulator is stopped.</summary>
    private static async Task HangAsync(HttpContext http, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
    }

    private static async Task SendAsync(HttpResponse response, ApiResponse answer, bool cut)
    {
        var body = cut ? answer.Body.Written[..(answer.Body.Length / 2)] : answer.Body.Written;
        response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (answer.Status == 204)
        {
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body);
        }
    }
}
