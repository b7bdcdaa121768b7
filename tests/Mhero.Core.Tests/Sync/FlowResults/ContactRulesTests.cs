using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.FlowResults.People;

namespace Mhero.Core.Tests.Sync.FlowResults;

public sealed class ContactRulesTests : IDisposable
{
    private const string System = "https://registry.example.org/employee-number";
    private readonly string _file = Path.GetTempFileName();
    private readonly ContactRules _rules = new(Options.Create(new ContactMappingOptions { DefaultRegion = "RW" }));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_NoRule_SaysNothing() => Assert.Null(Read(new FlowResultsSourceOptions()));

    [Fact]
    public void Read_ContactSystem_IsTheContactIdInIt() =>
        Assert.Equal([("http://viamo.example.org/subscriber", "c")], Read(new FlowResultsSourceOptions { ContactSystem = "http://viamo.example.org/subscriber" })!.Identifiers);

    [Fact]
    public void Read_EmployeeNumberQuestion_IsTheLastAnswer()
    {
        var claim = Read(new FlowResultsSourceOptions { EmployeeNumberQuestions = ["employee"], EmployeeNumberSystem = System }, ("employee", "RW-1"), ("employee", " rw-2 "))!;

        Assert.Equal([(System, "rw-2")], claim.Identifiers);
        Assert.True(claim.IsAnswered);
    }

    [Fact]
    public void Read_TelephoneQuestion_IsTheNumberInE164()
    {
        Assert.Equal(["+250788000101"], Read(new FlowResultsSourceOptions { TelephoneQuestions = ["phone"] }, ("phone", "0788 000 101"))!.Numbers);
        Assert.Null(Read(new FlowResultsSourceOptions { TelephoneQuestions = ["phone"] }, ("phone", "I have none")));
    }

    [Fact]
    public void Read_FileWithTheContact_CountsBeforeOtherRulesAndIsReadAgainWhenItChanged()
    {
        File.WriteAllText(_file, "contact,practitioner\nc,Practitioner/7\n");
        var options = new FlowResultsSourceOptions { ContactsFile = _file, ContactSystem = System };
        Assert.Equal("Practitioner/7", Read(options)!.Reference);

        File.WriteAllText(_file, $"\"c\", {System}|RW-9\nbroken line\nd,Patient/1\n");
        File.SetLastWriteTimeUtc(_file, DateTime.UnixEpoch);
        Assert.Equal([(System, "RW-9")], Read(options)!.Identifiers);

        File.WriteAllText(_file, "");
        File.SetLastWriteTimeUtc(_file, DateTime.UnixEpoch.AddDays(1));
        Assert.Equal([(System, "c")], Read(options)!.Identifiers);
    }

    private WorkerClaim? Read(FlowResultsSourceOptions options, params (string Question, string Answer)[] answers)
    {
        var rows = answers.DefaultIfEmpty(("other", "x")).Select((a, i) => new ResultsRow
        {
            RowId = $"{i}",
            SessionId = "s",
            ContactId = "c",
            QuestionId = a.Item1,
            Response = new RowResponse([a.Item2], false),
        });
        return _rules.Read(new FlowResultsSource("viamo", options, TimeZoneInfo.Utc, null), ResultsSession.Of("s", rows));
    }
}
