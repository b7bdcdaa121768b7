using System.Net;
using Mhero.Bench.Load.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Mhero.Bench.Load.Children;

/// <summary>A FLOIP server with one package as a child process. It makes its pages when they are asked for.</summary>
internal static class FloipChild
{
    public const string Command = "child-floip";

    private const string Root = "/api/v1/flow-results/packages";

    private static int _rows;
    private static long _requests;

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var commands = new ChildCommands
        {
            ["rows"] = arguments =>
            {
                _rows = arguments.GetProperty("rows").GetInt32();
                return Task.FromResult<object?>(null);
            },
            ["requests"] = _ => Task.FromResult<object?>(Interlocked.Exchange(ref _requests, 0)),
        };
        await commands.RunAsync(new { url = address + "/api/v1" });
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        var path = http.Request.Path.Value!;
        http.Response.ContentType = "application/vnd.api+json";
        if (path == Root)
        {
            await http.Response.WriteAsync(Interviews.List);
        }
        else if (path == $"{Root}/{Interviews.Package}")
        {
            await http.Response.WriteAsync(Interviews.Descriptor);
        }
        else
        {
            await http.Response.Body.WriteAsync(PageOf(http.Request));
        }
    }

    private static byte[] PageOf(HttpRequest request)
    {
        int? Number(string name) => int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var since = request.Query["filter[start-timestamp]"].FirstOrDefault() is { } time ? Interviews.After(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)) : 0;
        var (first, size) = (Number("page[afterCursor]") + 1 ?? since, Number("page[size]") ?? 500);
        var count = Math.Clamp(_rows - first, 0, size);
        var next = first + count < _rows ? string.Create(CultureInfo.InvariantCulture, $"{Root}/{Interviews.Package}/responses?page%5Bsize%5D={size}&page%5BafterCursor%5D={first + count - 1}") : null;
        return Interviews.Page(first, count, next);
    }
}
