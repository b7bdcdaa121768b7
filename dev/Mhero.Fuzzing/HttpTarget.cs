using System.Reflection;
using Mhero.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Fuzzing;

/// <summary>An HTTP function of the app, called with a body: it has to answer with a status below 500.</summary>
internal static class HttpTarget
{
    /// <summary>Makes the target of a function.</summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="function">The function's class.</param>
    /// <param name="corpus">Valid bodies.</param>
    /// <param name="route">The values of its route.</param>
    public static FuzzTarget Of(IServiceProvider services, Type function, IReadOnlyList<byte[]> corpus, params (string Name, string Value)[] route)
    {
        var method = function.GetMethods().Single(m => m.GetCustomAttribute<FunctionAttribute>() is not null);
        return new FuzzTarget(function.Name, corpus, Share: 4, (body, cancellationToken) => CallAsync(services, function, method, body, route, cancellationToken));
    }

    private static async Task CallAsync(
        IServiceProvider services, Type function, MethodInfo method, byte[] body, (string Name, string Value)[] route, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = "POST";
        context.Request.ContentType = "application/json";
        context.Request.Headers[WebhookEndpoint.SecretHeader] = FuzzWorld.Secret;
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        var arguments = method.GetParameters().Select(p =>
            p.ParameterType == typeof(HttpRequest) ? context.Request
            : p.ParameterType == typeof(CancellationToken) ? (object)cancellationToken
            : route.FirstOrDefault(r => r.Name == p.Name).Value).ToArray();
        var instance = ActivatorUtilities.CreateInstance(services, function);
        var result = await (Task<IResult>)method.Invoke(instance, arguments)!;
        await result.ExecuteAsync(context);
        if (context.Response.StatusCode >= 500)
        {
            throw new InvalidOperationException($"Status {context.Response.StatusCode}: {Encoding.UTF8.GetString(answer.ToArray())}");
        }

        if (context.Response.StatusCode >= 400 && !Encoding.UTF8.GetString(answer.ToArray()).Contains("MH", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Status {context.Response.StatusCode} without a code: {Encoding.UTF8.GetString(answer.ToArray())}");
        }
    }
}
