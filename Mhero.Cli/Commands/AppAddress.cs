using System.CommandLine.Parsing;
using Mhero.Cli.Profiles;

namespace Mhero.Cli.Commands;

/// <summary>The options by which a command finds a running app: its address and its key, or a profile with both.</summary>
internal sealed class AppAddress
{
    private const string Default = "http://127.0.0.1:7071/";
    private const string AddressVariable = "MHERO_APP_URL";
    private const string KeyVariable = "MHERO_APP_KEY";
    private const string ProfileVariable = "MHERO_PROFILE";
    private const string OperatorHeader = "x-mhero-operator";
    private const int MaxOperatorLength = 80;

    /// <summary>Ten thousand recipients take a while to be found.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ProfileStore _profiles = new();
    private readonly Option<string?> _address = new("--app") { Description = $"Address of the functions; {AddressVariable} or the profile's unless given, else {Default}.", HelpName = "URL" };
    private readonly Option<string?> _key = new("--function-key", "--code") { Description = $"The functions' key; {KeyVariable} or the profile's unless given.", HelpName = "key" };
    private readonly Option<string?> _profile = new("--profile")
    {
        Description = $"Address and key that 'mhero login' saved; {ProfileVariable} unless given, else the local run's while one runs, else 'default'.",
        HelpName = "name",
    };

    /// <summary>Gives a command the options.</summary>
    public AppAddress(Command command)
    {
        command.Options.Add(_address);
        command.Options.Add(_key);
        command.Options.Add(_profile);
        command.Validators.Add(Validate);
    }

    /// <summary>A client whose paths begin below <c>/api/</c>.</summary>
    public HttpClient Open(ParseResult parsed)
    {
        var (address, key) = Of(parsed.GetValue(_address), parsed.GetValue(_key), parsed.GetValue(_profile));
        return Open(address, key);
    }

    /// <summary>A client for an address and a key.</summary>
    public static HttpClient Open(string address, string? key)
    {
        var http = new HttpClient { BaseAddress = new Uri(new Uri(address.EndsWith('/') ? address : address + "/"), "api/"), Timeout = Patience };
        if (key is { Length: > 0 })
        {
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        // The audit log keeps it beside the key; nothing proves it.
        var user = string.Concat(Environment.UserName.Where(c => c is > ' ' and < '\x7f').Take(MaxOperatorLength));
        if (user.Length > 0)
        {
            http.DefaultRequestHeaders.Add(OperatorHeader, user);
        }

        return http;
    }

    /// <summary>The message for an app that does not answer.</summary>
    public static string Unreachable(HttpClient http) =>
        $"No mHero answers at {http.BaseAddress}, or it does not take the key: start one with 'mhero up', name its address with --app and its key with --function-key, or save both with 'mhero login'.";

    /// <summary>The message for an app that refuses the key, or wants one.</summary>
    public static string Refused(HttpClient http) => http.DefaultRequestHeaders.Contains("x-functions-key")
        ? $"The mHero at {http.BaseAddress} refuses the function key: give another one with --function-key, or save it with 'mhero login'."
        : $"The mHero at {http.BaseAddress} wants a function key: give it with --function-key or {KeyVariable}, or save it with 'mhero login'.";

    /// <summary>Whether a text is an address that the commands can use.</summary>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private void Validate(CommandResult result)
    {
        var named = result.GetValue(_profile) ?? Environment.GetEnvironmentVariable(ProfileVariable);
        if (named is { Length: > 0 } && (!ProfileStore.IsName(named) || _profiles.Find(named) is null))
        {
            result.AddError($"No profile '{named}' exists: save it with 'mhero login --profile {named}'. The profile of a local run ends with it.");
            return;
        }

        var address = Of(result.GetValue(_address), null, result.GetValue(_profile)).Address;
        if (!IsAddress(address))
        {
            result.AddError($"--app takes an http address, and not {address}.");
        }
    }

    /// <summary>The address and its key. A key of a profile goes to the profile's address only.</summary>
    private (string Address, string? Key) Of(string? address, string? key, string? profile)
    {
        var givenAddress = address ?? Environment.GetEnvironmentVariable(AddressVariable);
        var givenKey = key ?? Environment.GetEnvironmentVariable(KeyVariable);
        var name = profile ?? Environment.GetEnvironmentVariable(ProfileVariable);
        var saved = name is { Length: > 0 } ? (ProfileStore.IsName(name) ? _profiles.Find(name) : null)
            : givenAddress is null ? _profiles.Find(ProfileStore.Local) ?? _profiles.Find(ProfileStore.Default)
            : null;
        var isOfProfile = saved is not null && (givenAddress is null || IsSame(givenAddress, saved.App));
        return (givenAddress ?? saved?.App ?? Default, givenKey ?? (isOfProfile ? saved!.FunctionKey : null));
    }

    private static bool IsSame(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var first) && Uri.TryCreate(other, UriKind.Absolute, out var second) && first.GetLeftPart(UriPartial.Authority) == second.GetLeftPart(UriPartial.Authority);
}
