using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host.Samples;

public sealed class HttpSamples(SampleBehaviour behaviour, SampleScope scope, SampleScope sameScope) : IDisposable
{
    [Function("SampleHello")]
    public static string Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) =>
        $"hello {request.Query["name"]} from {context.FunctionDefinition.Name}";

    [Function("SampleEcho")]
    public static async Task<IResult> Echo([HttpTrigger(AuthorizationLevel.Function, "post", Route = "samples/echo")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return Results.Text(await reader.ReadToEndAsync(cancellationToken), statusCode: 202);
    }

    [Function("SampleItem")]
    public IResult Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "samples/items/{id:guid}/{number:int}/{kind?}")] HttpRequest request, Guid id, int number, string? kind)
    {
        behaviour.Scopes.Enqueue(scope.Id);
        behaviour.Scopes.Enqueue(sameScope.Id);
        return Results.Json(new { request.Method, id, number, kind });
    }

    [Function("SampleItemDelete")]
    public static IActionResult Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "samples/items/{id}/{number}")] HttpRequest request, string id) =>
        new ObjectResult(new { deleted = id, request.Method }) { StatusCode = 410 };

    [Function("SampleExtract")]
    public static Task Extract([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "samples/$extract")] HttpRequest request)
    {
        request.HttpContext.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    [Function("SampleSettings")]
    public static void Settings([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) =>
        request.HttpContext.Response.Headers.ETag = "\"1\"";

    [Function("SampleBoom")]
    public static string Boom([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        throw new InvalidOperationException("a detail of " + request.Path);

    public void Dispose() => behaviour.Disposed++;
}
