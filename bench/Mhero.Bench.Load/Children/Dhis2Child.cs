using Mhero.Bench.Load.World;
using Mhero.Simulator.Dhis2;

namespace Mhero.Bench.Load.Children;

/// <summary>The stand-in for DHIS2 as a child process.</summary>
internal static class Dhis2Child
{
    public const string Command = "child-dhis2";

    private static int _seen;

    /// <summary>Takes the number of facilities.</summary>
    public static async Task RunAsync(string facilities)
    {
        await using var server = await Dhis2Server.StartAsync(new Dhis2ServerOptions());
        server.AddMetadata(Facilities.Metadata(int.Parse(facilities, CultureInfo.InvariantCulture)));
        using var up = new Timer(_ => server.DownWith = null);
        var commands = new ChildCommands
        {
            ["down"] = arguments =>
            {
                server.DownWith = 503;
                up.Change(TimeSpan.FromSeconds(arguments.GetProperty("seconds").GetInt32()), Timeout.InfiniteTimeSpan);
                return Task.FromResult<object?>(null);
            },
            ["requests"] = _ =>
            {
                var all = server.Requests.Count;
                return Task.FromResult<object?>(all - Interlocked.Exchange(ref _seen, all));
            },
            ["values"] = _ => Task.FromResult<object?>(server.Values.Count),
            ["completed"] = _ => Task.FromResult<object?>(server.Completed.Count),
        };
        await commands.RunAsync(new { url = server.BaseUrl });
    }
}
