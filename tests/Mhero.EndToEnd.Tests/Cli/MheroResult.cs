namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>How a command ended and what it said.</summary>
internal sealed record MheroResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The command refused to run: exit code 2, the given sentences and no stack trace, nothing begun.</summary>
    public void AssertRefused(params string[] sentences)
    {
        Assert.True(ExitCode == 2, $"Exit code {ExitCode}: {Output} {Errors}");
        var said = Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Where(line => line != "Checking the settings").ToList();
        Assert.Equal(sentences.Length, said.Count);
        Assert.All(sentences.Zip(said), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.All(said, line => Assert.EndsWith(".", line, StringComparison.Ordinal));
        Assert.Empty(Output);
    }
}
