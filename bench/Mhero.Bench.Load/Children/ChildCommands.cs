namespace Mhero.Bench.Load.Children;

/// <summary>What a child process can be asked to do, by name.</summary>
internal sealed class ChildCommands : Dictionary<string, Func<JsonElement, Task<object?>>>
{
    public ChildCommands()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Runs a child and, when it cannot start, tells the parent why in place of a greeting.</summary>
    public static async Task StartAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await ReplyAsync(null, e.Message);
        }
    }

    /// <summary>Answers one line of JSON to each line of JSON, until the parent closes the input or dies.</summary>
    public async Task RunAsync(object greeting)
    {
        await ReplyAsync(greeting, null);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                var request = JsonSerializer.Deserialize<ChildRequest>(line, JsonSerializerOptions.Web)!;
                await ReplyAsync(await this[request.Command](request.Arguments), null);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                await ReplyAsync(null, e.ToString());
            }
        }
    }

    private static Task ReplyAsync(object? result, string? error) =>
        Console.Out.WriteLineAsync(JsonSerializer.Serialize(new ChildReply(JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web), error), JsonSerializerOptions.Web));
}
