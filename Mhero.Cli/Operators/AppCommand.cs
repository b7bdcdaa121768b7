using Mhero.Cli.Commands;
using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary>Makes the commands that talk to a running app: the same options, exit codes and messages for all.</summary>
internal static class AppCommand
{
    /// <summary>The meaning of the exit codes, for the help.</summary>
    public const string Exit = "The exit code is 0 when all went well, 1 when the app refused or something failed, and 2 when the app cannot be reached or refuses the key.";

    /// <summary>Makes a command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">Its purpose; the exit codes are added.</param>
    /// <param name="parts">Its arguments and options.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    public static Command Create(string name, string description, Symbol[] parts, Func<AppSession, ParseResult, CancellationToken, Task<int>> run)
    {
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command(name, $"{description}{Environment.NewLine}{Environment.NewLine}{Exit}");
        foreach (var part in parts)
        {
            switch (part)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
            }
        }

        command.Options.Add(json);
        var app = new AppAddress(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(app, parsed, parsed.GetValue(json), run, cancellationToken));
        return command;
    }

    /// <summary>Makes a command that only has commands.</summary>
    public static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Subcommands.Add(command);
        }

        return group;
    }

    private static async Task<int> RunAsync(
        AppAddress app, ParseResult parsed, bool json, Func<AppSession, ParseResult, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        using var http = app.Open(parsed);
        try
        {
            return await run(new AppSession(http, terminal, json), parsed, cancellationToken);
        }
        catch (AppFaultException fault)
        {
            terminal.WriteFaults(fault.Faults, json);
            return fault.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }
}
