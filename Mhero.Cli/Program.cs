using Mhero.Cli.Commands;
using Mhero.Cli.Operators;

var root = new RootCommand("mHero keeps RapidPro's contacts and a FHIR registry of health workers in sync.")
{
    UpCommand.Create(),
    DoctorCommand.Create(),
    AuthorCommand.Create(),
    ConvertCommand.Create(),
    FloipCommand.Create(),
    ExportCommand.Create(),
    TextCommand.Create(),
    SendCommand.Create(),
    RemindCommand.Create(),
    BulkLoadCommand.Create(),
    ExtractCommand.Create(),
    BackupCommand.CreateBackup(),
    BackupCommand.CreateRestore(),
    LoginCommand.Create(),
    LoginCommand.CreateLogout(),
    StatusCommand.Create(),
    FailuresCommand.Create(),
    ReviewsCommand.Create(),
    ReviewsCommand.CreateConflicts(),
    SyncCommand.Create(),
    SyncCommand.CreatePause(),
    SyncCommand.CreateResume(),
    MessagesCommand.Create(),
    RemindersCommand.Create(),
    ResponsesCommand.Create(),
    ReportsCommand.Create(),
    PersonCommand.Create(),
    AuditCommand.Create(),
    JobsCommand.Create(),
};
// Long enough for the functions to finish their work when the user presses Ctrl+C.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
