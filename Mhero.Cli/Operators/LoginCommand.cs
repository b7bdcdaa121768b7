using Mhero.Cli.Commands;
using Mhero.Cli.Output;
using Mhero.Cli.Profiles;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero login</c> and <c>mhero logout</c>: save and remove the address and key of an app.</summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var app = new Option<string>("--app") { Description = "Address of the functions.", Required = true, HelpName = "URL" };
        var key = new Option<string?>("--function-key", "--code") { Description = "The functions' key; read from standard input, or asked for, unless given.", HelpName = "key" };
        var profile = ProfileOption();
        var command = new Command("login", $"""
            Save the address and the function key of an app as a profile, so that the other commands need neither.

            The key is tried first. The file is in the user's folder for settings, and only the user can read it.
            {AppCommand.Exit}
            """) { app, key, profile };
        command.Validators.Add(result =>
        {
            if (result.GetResult(app) is not null && !AppAddress.IsAddress(result.GetValue(app) ?? string.Empty))
            {
                result.AddError("--app takes an http address.");
            }

            Validate(result, profile);
        });
        command.SetAction((parsed, cancellationToken) => LoginAsync(parsed.GetRequiredValue(app), parsed.GetValue(key), parsed.GetValue(profile)!, cancellationToken));
        return command;
    }

    public static Command CreateLogout()
    {
        var profile = ProfileOption();
        var command = new Command("logout", "Remove a profile that 'mhero login' saved.") { profile };
        command.Validators.Add(result => Validate(result, profile));
        command.SetAction(parsed =>
        {
            var terminal = new Terminal();
            var name = parsed.GetValue(profile)!;
            terminal.Out.WriteUnbroken(new ProfileStore().Remove(name) ? $"The profile '{name}' is removed." : $"No profile '{name}' exists.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string> ProfileOption() => new("--profile") { Description = "Name of the profile.", DefaultValueFactory = _ => ProfileStore.Default, HelpName = "name" };

    private static void Validate(System.CommandLine.Parsing.CommandResult result, Option<string> profile)
    {
        // The default is not among the tokens.
        if (result.GetValue(profile) is not { } name)
        {
            return;
        }

        if (!ProfileStore.IsName(name))
        {
            result.AddError("--profile takes a name of letters, digits, - and _.");
        }
        else if (name == ProfileStore.Local || name.StartsWith(ProfileStore.Local + "-", StringComparison.Ordinal))
        {
            result.AddError($"The profile '{name}' is a local run's: give another name.");
        }
    }

    private static async Task<int> LoginAsync(string app, string? given, string name, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            var key = given ?? (Console.IsInputRedirected
                ? (await Console.In.ReadLineAsync(cancellationToken))?.Trim()
                : await terminal.Error.PromptAsync(new TextPrompt<string>("Function key:").Secret().AllowEmpty(), cancellationToken));
            using var http = AppAddress.Open(app, key);
            await new AppSession(http, terminal, false).GetAsync("jobs?max=1", cancellationToken);
            var store = new ProfileStore();
            store.Save(name, new AppProfile(app, string.IsNullOrEmpty(key) ? null : key));
            terminal.Out.WriteUnbroken($"Saved as the profile '{name}' in {store.PathOf(name)}");
            return ExitCodes.Ok;
        }
        catch (AppFaultException fault)
        {
            terminal.WriteFaults(fault.Faults, false);
            return fault.ExitCode;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            terminal.WriteFaults([$"The profile cannot be written: {error.Message} Set {ProfileStore.FolderVariable} to a folder that you may write to."], false);
            return ExitCodes.Setup;
        }
    }
}
