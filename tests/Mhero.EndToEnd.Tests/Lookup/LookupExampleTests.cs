using Mhero.EndToEnd.Tests.Examples;

namespace Mhero.EndToEnd.Tests.Lookup;

/// <summary>The registration and the case report ask the registry where it matters, and go on without it when it does not answer.</summary>
public sealed class LookupExampleTests(ExampleWorld world) : IClassFixture<ExampleWorld>
{
    [Fact]
    public async Task Registration_NumberOfAnotherName_IsAskedAgain()
    {
        Assert.Contains("What is your employee number", await SayAsync("+250788000301", "JOIN", "Aline", "Uwera", "1", "17-08-1994", "1"), StringComparison.Ordinal);

        // RW-1030 is Pacifique Irakoze's.
        Assert.Contains("with another family name", await SayAsync("+250788000301", "RW-1030"), StringComparison.Ordinal);
        Assert.DoesNotContain("Irakoze", await SayAsync("+250788000301", "RW-1030"), StringComparison.Ordinal);
        Assert.Contains("Which facility", await SayAsync("+250788000301", "RW-2001"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_FacilityCode_IsNamedOrAskedAgain()
    {
        Assert.Contains("Which facility", await SayAsync("+250788000302", "JOIN", "Pacifique", "Irakoze", "1", "02-02-1991", "1", "RW-1030"), StringComparison.Ordinal);
        Assert.Contains("no facility with this code", await SayAsync("+250788000302", "F-Z99"), StringComparison.Ordinal);
        Assert.StartsWith("That is Kinigi Health Centre.", await SayAsync("+250788000302", "f-m2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CaseReport_OfAKnownCase_SaysSo()
    {
        Assert.DoesNotContain("already", await SayAsync("+250788000101", "CASE", "ABC-0001"), StringComparison.Ordinal);
        await SayAsync("+250788000101", "34", "2", "05-03-2026", "1", "1", "2", "2", "2");
        await world.Host.WaitUntilIdleAsync();

        Assert.Contains("Case abc-0001 is reported already", await SayAsync("+250788000101", "CASE", "abc-0001"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_RegistryThatCannotBeAsked_GoesOn()
    {
        world.LosesWebhooks = true;
        try
        {
            Assert.Contains("Dans quel établissement", await SayAsync("whatsapp:250788000303", "JOIN", "Innocente", "Mbabazi", "1", "30-11-1989", "3", "RW-1030"), StringComparison.Ordinal);
            Assert.Contains("autre numéro", await SayAsync("whatsapp:250788000303", "F-Z99"), StringComparison.Ordinal);
        }
        finally
        {
            world.LosesWebhooks = false;
        }
    }

    /// <summary>Writes messages.</summary>
    /// <returns>What came back to the last one, a line each.</returns>
    private async Task<string> SayAsync(string from, params string[] messages)
    {
        var answers = "";
        foreach (var message in messages)
        {
            answers = string.Join('\n', (await world.Workspace.ReceiveAsync(from, message)).Select(m => m.Text));
        }

        return answers;
    }
}
