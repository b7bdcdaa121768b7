using Microsoft.AspNetCore.Http;

namespace Mhero.Simulator.Pages;

/// <summary>The pages outside the API: the page for people, and HTTP endpoints for faults, for flows and for a phone.</summary>
internal sealed class ControlPages(RapidProSimulator simulator)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public Task HandleAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("GET", "/") => Send(http, 200, "text/html; charset=utf-8", HomePage.Render(simulator)),
        ("POST", "/simulator/faults") => AddFaultAsync(http),
        ("DELETE", "/simulator/faults") => ClearFaults(http),
        ("GET", "/simulator/faults") => SendJson(http, 200, simulator.Faults.Rules.Select(FaultRequest.Describe)),
        ("POST", "/simulator/flows") => ImportAsync(http),
        ("GET", ContactImportPage.Path) => Send(http, 200, "text/html; charset=utf-8", ContactImportPage.Form),
        ("POST", ContactImportPage.Path) => ImportContactsAsync(http),
        ("POST", "/simulator/messages") => ReceiveAsync(http),
        ("GET", "/simulator/requests") => SendJson(http, 200, Requests()),
        ("DELETE", "/simulator/requests") => ResetRequests(http),
        _ => Send(http, 404, "text/plain; charset=utf-8", "The simulator answers at /, /api/v2/, /simulator/messages, /simulator/flows, /simulator/contacts, /simulator/faults and /simulator/requests."),
    };

    private async Task AddFaultAsync(HttpContext http)
    {
        FaultRequest? wanted;
        try
        {
            wanted = await JsonSerializer.DeserializeAsync<FaultRequest>(http.Request.Body, Json, http.RequestAborted);
        }
        catch (JsonException fault)
        {
            await SendJson(http, 400, new { error = fault.Message });
            return;
        }

        if (wanted?.ToRule() is not { } rule)
        {
            await SendJson(http, 400, new { error = FaultRequest.Help });
            return;
        }

        simulator.Faults.Add(rule);
        await SendJson(http, 201, FaultRequest.Describe(rule));
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        PhoneMessage? message = null;
        try
        {
            message = await JsonSerializer.DeserializeAsync<PhoneMessage>(http.Request.Body, Json, http.RequestAborted);
        }
        catch (JsonException)
        {
            // Answered below, with what would have been understood.
        }

        var (status, body) = await PhonePages.ReceiveAsync(simulator.Workspace, message, http.RequestAborted);
        await SendJson(http, status, body);
    }

    /// <summary>RapidPro has its import in the browser alone; here an export is the body of a request.</summary>
    private async Task ImportAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        try
        {
            var flows = simulator.Workspace.ImportFlows(await reader.ReadToEndAsync(http.RequestAborted));
            await SendJson(http, 201, flows.Select(f => new { uuid = f.Uuid, name = f.Name, revision = f.Revision }));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            await SendJson(http, 400, new { error = $"The body has to be what RapidPro exports: {fault.Message}" });
        }
    }

    private async Task ImportContactsAsync(HttpContext http)
    {
        var (csv, group) = await ContactImportPage.ReadAsync(http.Request);
        try
        {
            await SendJson(http, 201, simulator.Workspace.ImportContacts(csv, group));
        }
        catch (ArgumentException refusal)
        {
            await SendJson(http, 400, new { error = refusal.Message });
        }
    }

    private Task ClearFaults(HttpContext http)
    {
        simulator.Faults.Clear();
        return SendNothing(http);
    }

    private Task ResetRequests(HttpContext http)
    {
        simulator.Requests.Reset();
        return SendNothing(http);
    }

    private object Requests() => new
    {
        total = simulator.Requests.Total,
        counts = simulator.Requests.Counts.Select(c => new { method = c.Key.Method, endpoint = c.Key.Endpoint, count = c.Value }),
        recent = simulator.Requests.Recent.Select(r => new { at = r.At, method = r.Method, endpoint = r.Endpoint, query = r.Query, status = r.Status }),
    };

    private static Task SendNothing(HttpContext http)
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static Task SendJson(HttpContext http, int status, object body) =>
        Send(http, status, "application/json", JsonSerializer.Serialize(body, Json));

    private static Task Send(HttpContext http, int status, string contentType, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(body, Encoding.UTF8, http.RequestAborted);
    }
}
