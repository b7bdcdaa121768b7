using System.Text.Encodings.Web;

namespace Mhero.Cli.Output;

/// <summary>The output of a command: its result on standard output, progress and messages on standard error.</summary>
internal sealed class Terminal
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Standard output.</summary>
    public IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Prints one JSON object.</summary>
    public static void WriteJson(object value) => WriteJson(value, Console.Out);

    /// <summary>Prints one JSON object where it belongs when standard output is taken.</summary>
    public static void WriteJson(object value, TextWriter writer) => writer.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Prints the faults and their corrections; as JSON too, when requested.</summary>
    public void WriteFaults(IReadOnlyList<string> faults, bool json)
    {
        foreach (var fault in faults)
        {
            Error.Write(new Text(fault + Environment.NewLine, new Style(Color.Red)));
        }

        if (json)
        {
            WriteJson(new { errors = faults });
        }
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
        {
            // A file or a pipe has no width, and a sentence that is broken in two cannot be searched for.
            console.Profile.Width = 1000;
        }

        return console;
    }
}
