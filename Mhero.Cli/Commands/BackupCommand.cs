using Azure;
using Azure.Identity;
using Mhero.Cli.Output;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Backup;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero backup</c> and <c>mhero restore</c>: mHero's tables in a file, and back.</summary>
internal static class BackupCommand
{
    public static Command CreateBackup()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not be there." };
        var command = new Command("backup", """
            Copy mHero's tables into a file. Stop the app first.

            The storage account is the one of the settings: AzureWebJobsStorage, or Mhero__Storage__AccountName with the
            sign-in of az, which needs the role Storage Table Data Reader. The file has names and telephone numbers; only
            you can read it. It appears under its name when it is whole.

            The exit code is 0 when all is copied, and 2 when something has to be changed.
            """) { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(backup => WriteAsync(backup, parsed.GetValue(file)!, cancellationToken), cancellationToken));
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("FILE") { Description = "The file that mhero backup wrote." };
        var command = new Command("restore", """
            Copy a backup into tables that are empty or not there.

            The tables' names begin with Mhero__Storage__TablePrefix: choose one that no table has, and give the app the
            same one. Signing in is as for backup, with the role Storage Table Data Contributor.

            The exit code is 0 when all is copied, and 2 when something has to be changed; nothing is written then.
            """) { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(backup => ReadAsync(backup, parsed.GetValue(file)!, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<string> WriteAsync(TableBackup backup, string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
        {
            throw new BackupException($"{file} exists already: choose another name.");
        }

        var part = file + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        long rows;
        await using (var stream = new FileStream(part, options))
        {
            rows = await backup.WriteAsync(stream, cancellationToken);
        }

        File.Move(part, file);
        return string.Create(CultureInfo.InvariantCulture, $"{rows} rows written to {file}.");
    }

    private static async Task<string> ReadAsync(TableBackup backup, string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        var rows = await backup.RestoreAsync(stream, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{rows} rows restored.");
    }

    private static async Task<int> RunAsync(Func<TableBackup, Task<string>> run, CancellationToken cancellationToken)
    {
        try
        {
            var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            await using var services = new ServiceCollection().AddStorage(settings).BuildServiceProvider();
            new Terminal().Out.WriteUnbroken(await run(services.GetRequiredService<TableBackup>()));
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (OptionsValidationException e)
        {
            return await RefuseAsync(e.Failures);
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync([e.Message]);
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            return await RefuseAsync([$"The storage account did not answer as expected ({(e as RequestFailedException)?.ErrorCode ?? e.GetType().Name}): run mhero doctor, and check your role on the account and its firewall."]);
        }
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            await Console.Error.WriteLineAsync(fault);
        }

        return ExitCodes.Setup;
    }
}
