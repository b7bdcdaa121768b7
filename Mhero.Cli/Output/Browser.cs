using System.ComponentModel;
using System.Diagnostics;

namespace Mhero.Cli.Output;

/// <summary>Opens addresses in the browser of the machine.</summary>
internal static class Browser
{
    /// <summary>Opens an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False on a machine without one, such as a server.</returns>
    public static bool TryOpen(Uri address)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(address.ToString()) { UseShellExecute = true });
            return process is not null;
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            return false;
        }
    }
}
