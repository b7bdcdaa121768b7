namespace Mhero.Functions.Console.Pages;

/// <summary>The sign-in page.</summary>
/// <param name="Return">The page to open afterwards, as a path in the console.</param>
/// <param name="IsWrong">Whether the key that was typed belongs to no user.</param>
public sealed record SignInView(string Return, bool IsWrong);
