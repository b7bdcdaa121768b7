using System.CommandLine;
using Mhero.Cli.Commands;

var root = new RootCommand("mHero keeps RapidPro's contacts and a FHIR registry of health workers in sync.")
{
    UpCommand.Create(),
    DoctorCommand.Create(),
    AuthorCommand.Create(),
    ConvertCommand.Create(),
    FloipCommand.Create(),
    TextCommand.Create(),
    SendCommand.Create(),
    RemindCommand.Create(),
    BulkLoadCommand.Create(),
    ExtractCommand.Create(),
    BackupCommand.CreateBackup(),
    BackupCommand.CreateRestore(),
};
// Long enough for the functions to finish their work when the user presses Ctrl+C.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
