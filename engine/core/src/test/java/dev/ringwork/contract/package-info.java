/** What holds for every pool: abstract tests, run over threads here and over worker JVMs in native-tests. */
package dev.ringwork.contract;
