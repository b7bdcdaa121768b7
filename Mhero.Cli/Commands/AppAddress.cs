using System.CommandLine;

namespace Mhero.Cli.Commands;

/// <summary>The options by which a command finds a running app: its address and its key.</summary>
internal sealed class AppAddress
{
    private const string Default = "http://127.0.0.1:7071/";
    private const string AddressVariable = "MHERO_APP_URL";
    private const string KeyVariable = "MHERO_APP_KEY";

    /// <summary>Ten thousand recipients take a while to be found.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Option<string?> _address = new("--app") { Description = $"Address of the functions; {AddressVariable} unless given, else {Default}.", HelpName = "URL" };
    private readonly Option<string?> _key = new("--code") { Description = $"The functions' key; {KeyVariable} unless given.", HelpName = "key" };

    /// <summary>Gives a command the options.</summary>
    public AppAddress(Command command)
    {
        command.Options.Add(_address);
        command.Options.Add(_key);
        command.Validators.Add(result =>
        {
            if (!IsAddress(Of(result.GetValue(_address))))
            {
                result.AddError($"--app takes an http address, and not {Of(result.GetValue(_address))}.");
            }
        });
    }

    /// <summary>A client whose paths begin below <c>/api/</c>.</summary>
    public HttpClient Open(ParseResult parsed)
    {
        var http = new HttpClient { BaseAddress = new Uri(new Uri(Of(parsed.GetValue(_address))), "api/"), Timeout = Patience };
        if ((parsed.GetValue(_key) ?? Environment.GetEnvironmentVariable(KeyVariable)) is { Length: > 0 } code)
        {
            http.DefaultRequestHeaders.Add("x-functions-key", code);
        }

        return http;
    }

    /// <summary>The message for an app that does not answer.</summary>
    public static string Unreachable(HttpClient http) =>
        $"No mHero answers at {http.BaseAddress}, or it does not take the key: start one with 'mhero up', or name its address with --app and its key with --code.";

    private static string Of(string? given) => given ?? Environment.GetEnvironmentVariable(AddressVariable) ?? Default;

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
