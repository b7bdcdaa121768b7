namespace Mhero.Functions.Console.Access;

/// <summary>Checks the users of the console when the app starts. No message contains a key.</summary>
public sealed class ConsoleOptionsRules : IValidateOptions<ConsoleOptions>
{
    private const int ShortestKey = 24;
    private const int LongestName = 64;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var faults = options.Users.SelectMany(user => FaultsOf(user.Key, user.Value)).ToList();
        foreach (var shared in options.Users.Where(user => user.Value.Key.Length > 0).GroupBy(user => user.Value.Key, user => user.Key).Where(users => users.Count() > 1))
        {
            faults.Add($"Mhero__Console__Users: {string.Join(" and ", shared)} have the same Key; give each user another one.");
        }

        if (options.SessionLength < Shortest || options.SessionLength > Longest)
        {
            faults.Add("Mhero__Console__SessionLength: set it to a time from 00:05:00 to 7.00:00:00.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string name, ConsoleUserOptions user)
    {
        if (name.Length > LongestName || name.Any(char.IsControl))
        {
            yield return $"Mhero__Console__Users: the name of a user has at most {LongestName} characters, and no control characters.";
        }

        if (user.Key.Length < ShortestKey)
        {
            yield return $"Mhero__Console__Users__{name}__Key: set it to {ShortestKey} random characters or more, such as the output of: openssl rand -hex 24.";
        }

        if (!Enum.IsDefined(user.Role))
        {
            yield return $"Mhero__Console__Users__{name}__Role: set it to Reader, Operator or Administrator.";
        }
    }
}
